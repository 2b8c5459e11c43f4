"""A process of its own that applies a statement: `python -m … <database> <organization> <file>`."""

import sys
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from crm.bookings.machine import Actor
from crm.payments.statement import apply
from crm.payments.statement.apply import Order
from crm.payments.statement.read import read
from tests.factories import NOW


def main(url: str, organization_id: str, path: str) -> None:
    """Say that it begins, and apply the whole file."""
    engine = create_engine(url)
    lines = read(Path(path).read_bytes(), "KZT")
    order = Order(int(organization_id), Actor("agent"))
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    apply.apply(sessionmaker(engine), order, lines, NOW)
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
