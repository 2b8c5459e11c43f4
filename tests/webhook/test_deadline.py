"""No connection is held longer than the limit: a database that hangs counts as away."""

import time

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from webhook import deadline


def test_a_connection_held_too_long_is_cut_and_the_next_one_works(database_url: str) -> None:
    engine = create_engine(database_url)
    deadline.guard(engine, seconds=0.3)
    began = time.monotonic()
    with pytest.raises(OperationalError), engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(20)"))
    assert 0.3 <= time.monotonic() - began < 5
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_a_connection_given_back_in_time_is_left_alone(database_url: str) -> None:
    engine = create_engine(database_url)
    deadline.guard(engine, seconds=0.6)
    for _ in range(8):
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_sleep(0.1)"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
