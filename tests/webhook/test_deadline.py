"""No webhook and no statement lasts longer than the limit: a database that hangs is away."""

import time
from functools import partial

import pytest
from flask import Blueprint, Flask
from sqlalchemy import Engine, create_engine, text
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


@pytest.mark.parametrize(("path", "is_cut"), [("/webhook", True), ("/page", False)])
def test_a_webhook_has_one_limit_for_all_and_a_page_one_for_each_statement(
    database_url: str, path: str, is_cut: bool
) -> None:
    """A page is written between its statements, which may take long on a busy machine."""
    engine = create_engine(database_url)
    deadline.guard(engine, seconds=0.5)
    app = Flask(__name__)
    for name in ("webhook", "page"):
        blueprint = Blueprint(name, __name__)
        blueprint.add_url_rule(f"/{name}", "asks", partial(_asks_slowly, engine))
        app.register_blueprint(blueprint)
    client = app.test_client()
    assert client.get(path).data == (b"cut" if is_cut else b"whole")
    engine.dispose()


def _asks_slowly(engine: Engine) -> str:
    try:
        with engine.begin() as connection:
            for _ in range(5):
                connection.execute(text("SELECT pg_sleep(0.1)"))
                time.sleep(0.2)
    except OperationalError:
        return "cut"
    return "whole"


def test_a_connection_given_back_in_time_is_left_alone(database_url: str) -> None:
    engine = create_engine(database_url)
    deadline.guard(engine, seconds=0.6)
    for _ in range(8):
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_sleep(0.1)"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
