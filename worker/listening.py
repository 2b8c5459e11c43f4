"""A connection that hears when work is announced. Needs a direct line to PostgreSQL: a pooler
that hands connections out by transaction swallows LISTEN."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text

from crm.db import WORK_CHANNEL


@contextmanager
def listening(engine: Engine) -> Iterator[tuple[Connection, int]]:
    """A connection of one's own, and its socket, which is readable when work is announced."""
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        connection.detach()  # it LISTENs: nobody else may get it from the pool
        connection.execute(text(f"LISTEN {WORK_CHANNEL}"))
        connection.commit()
        yield connection, driver.pgconn.socket
