"""The stand of the long runs: the Procfile's processes on a database and a Redis of their own."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from tests.product import ROOT, Product
from tests.redis_server import RedisServer


@contextmanager
def product(database_url: str, redis: RedisServer | None, **settings: str) -> Iterator[Product]:
    """The product on a fresh database of that server, which is dropped at the end."""
    server_url = database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    name = f"dreamland_stand_{uuid4().hex[:12]}"
    _execute(server_url, f"CREATE DATABASE {name}")
    own = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    try:
        _migrate(own)
        with tempfile.TemporaryDirectory(prefix="dreamland-") as folder:
            made = Product(own, Path(folder), redis.url if redis else None, **settings)
            try:
                made.start("web", "clock", *(["worker"] if redis else []))
                yield made
            finally:
                made.stop()
    finally:
        _execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _migrate(database_url: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "alembic", "-c", "migrations/alembic.ini", "upgrade", "head"],
        env={"DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def _execute(server_url: str, statement: str) -> None:
    """Run one statement outside a transaction."""
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
