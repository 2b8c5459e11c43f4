"""The commands as an operator runs them: on a database of one test, beside a simulator."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session

import commands.all
import now
from commands import bootstrap
from settings import Settings
from simulator import config, server
from tests.conftest import CopyDatabase
from tests.product import ACCOUNT, SENDER, TOKEN

Run = Callable[..., Result]


@pytest.fixture
def twilio() -> Iterator[server.Running]:
    """A simulator that approves templates at once."""
    running = server.start(config.Config("http://127.0.0.1:9", ACCOUNT, TOKEN, (SENDER,)))
    yield running
    running.stop()


DEPLOYMENT = {
    "PUBLIC_URL": "https://crm.example.com",
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "WHATSAPP_SENDER": SENDER,
    "SECRET_KEY": "a-secret-of-the-tests-only",
    "ORGANIZATION_NAME": "Dreamland PRO",
    "ORGANIZATION_TIMEZONE": "Asia/Almaty",
    "ADMIN_EMAIL": "admin@example.com",
    "ADMIN_PASSWORD": "correct horse battery",
}
"""The settings that are the same in every test."""


@pytest.fixture(scope="session")
def bootstrapped(copy_database: CopyDatabase) -> str:
    """The name of a database as `flask bootstrap` leaves it, which others are copied from."""
    address = make_url(copy_database())
    named = {name.lower(): value for name, value in DEPLOYMENT.items()}
    settings = Settings.model_validate({**named, "database_url": "postgresql://unused/unused"})
    engine = create_engine(address)
    with Session(engine) as session, session.begin():
        bootstrap.make(session, settings, now.utc())
    engine.dispose()
    assert address.database is not None
    return address.database


@pytest.fixture
def template(request: pytest.FixtureRequest, migrated: str) -> str:
    """Bootstrapped where the test asks for `seeded`, else only migrated."""
    if "seeded" in request.fixturenames:
        return str(request.getfixturevalue("bootstrapped"))
    return migrated


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch, database_url: str, twilio: server.Running, tmp_path: Path
) -> None:
    """Every setting, as a deployment has it."""
    values = {
        **DEPLOYMENT,
        "DATABASE_URL": database_url,
        "TWILIO_API_URL": twilio.url,
        "SPOOL_DIR": str(tmp_path / "spool"),
        "MEDIA_DIR": str(tmp_path / "media"),
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def run(environment: None) -> Iterator[Run]:
    """Run one `flask …` command."""
    app = Flask("dreamland")
    commands.all.register(app)
    runner = app.test_cli_runner()

    def invoke(*arguments: str, stdin: str | None = None) -> Result:
        return runner.invoke(args=list(arguments), input=stdin, catch_exceptions=False)

    yield invoke
    structlog.reset_defaults()


@pytest.fixture
def seeded(run: Run) -> Run:
    """The same, where `flask bootstrap` has run: see `template`."""
    return run


@pytest.fixture
def rows(database_url: str, seeded: Run) -> Iterator[Session]:
    """A session on the commands' own database; what it changes is committed by the test."""
    engine = create_engine(database_url)
    with Session(engine) as session:
        yield session
    engine.dispose()
