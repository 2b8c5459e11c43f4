"""A connection that hears when work is announced. Needs a direct line to PostgreSQL: a pooler
that hands connections out by transaction swallows LISTEN."""

import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, text

from crm.db import WORK_CHANNEL


class Bell:
    """Rings when work is announced, also where that was heard in the middle of a query."""

    def __init__(self, driver: Any) -> None:
        """`driver` is psycopg's connection, which listens already."""
        self._line = driver.pgconn
        self._rung = False
        # Without a handler psycopg keeps every announcement, for as long as the connection lives.
        driver.add_notify_handler(self._ring)

    def wait(self, seconds: float, *handles: int) -> bool:
        """Until it rings or one of the handles is readable, at most so long; whether it rang."""
        if not self._rung:
            ready, _, _ = select.select([self._line.socket, *handles], [], [], seconds)
            self._rung = self._line.socket in ready
            self._take_in()
        rang, self._rung = self._rung, False
        return rang

    def _ring(self, announcement: object) -> None:
        self._rung = True

    def _take_in(self) -> None:
        """Read what has come, so that it does not ring again at the next query."""
        with suppress(psycopg.Error):  # a line that was cut is met by the next query
            self._line.consume_input()
            while self._line.notifies():
                continue


@contextmanager
def listening(engine: Engine) -> Iterator[tuple[Connection, Bell]]:
    """A connection of one's own, and what rings when work is announced."""
    with engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        connection.detach()  # it LISTENs: nobody else may get it from the pool
        connection.execute(text(f"LISTEN {WORK_CHANNEL}"))
        connection.commit()
        yield connection, Bell(driver)
