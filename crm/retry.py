"""Transactions that are tried again where the database says that only the moment was wrong."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

T = TypeVar("T")

AGAIN = ("40001", "40P01", "55P03")
"""Serialization failure, deadlock, lock time-out."""

MOST = 6
PAUSE = 0.05


def transaction(sessions: sessionmaker[Session], work: Callable[[Session], T]) -> T:
    """Do `work` in a transaction of its own, again from its beginning where two got in each
    other's way. Raises what the last try raised."""
    for attempt in range(1, MOST + 1):
        try:
            with sessions.begin() as session:
                return work(session)
        except DBAPIError as problem:
            if attempt == MOST or getattr(problem.orig, "sqlstate", None) not in AGAIN:
                raise
        time.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311  (spread, not secrecy)
    raise AssertionError("unreachable")
