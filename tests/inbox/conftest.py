"""An app on the test's own transaction, and the named people: agent, teammate, outsider."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

import runtime
from crm import users
from crm.models import User
from crm.provider import Provider
from inbox import pages
from runtime import Runtime
from scripts import catalogues
from settings import Settings
from tests.inbox import offices
from tests.inbox.browser import BASE, PASSWORD, Browser
from tests.inbox.offices import Office


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """The Russian pages are read from what is compiled now."""
    catalogues.main()


@pytest.fixture(scope="session")
def digest() -> str:
    """Everybody's password, digested once: argon2 is slow on purpose."""
    return users.digest(PASSWORD)


@pytest.fixture
def app(session: Session, engine: Engine, tmp_path: Path) -> Flask:
    """The pages; whatever they commit is undone with the test."""
    values: dict[str, Any] = {
        "database_url": "postgresql://unused/unused",
        "public_url": BASE,
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_token": "token",
        "whatsapp_sender": "whatsapp:+77272123456",
        "secret_key": "a secret for the tests",
        "organization_name": "Dreamland PRO",
        "organization_timezone": "Asia/Almaty",
        "media_dir": tmp_path,
    }
    settings = Settings.model_validate(values)
    sessions = sessionmaker(session.get_bind(), join_transaction_mode="create_savepoint")
    app = Flask("wsgi")
    runtime.attach(app, Runtime(settings, engine, sessions, cast(Provider, None)))
    pages.register(app)
    app.jinja_env.undefined = StrictUndefined
    return app


@pytest.fixture
def office(session: Session, digest: str) -> Office:
    """The named people and one conversation, unread."""
    return offices.make(session, digest)


@pytest.fixture
def browse(app: Flask) -> Callable[[User], Browser]:
    """A browser in which a user has signed in by the form."""

    def signed_in(user: User) -> Browser:
        browser = Browser(app)
        assert browser.sign_in(user.email).status_code == 303
        return browser

    return signed_in


@pytest.fixture
def agent(office: Office, browse: Callable[[User], Browser]) -> Browser:
    """The assigned agent's browser."""
    return browse(office.agent)


@pytest.fixture
def outsider(office: Office, browse: Callable[[User], Browser]) -> Browser:
    """The browser of somebody at another operator."""
    return browse(office.outsider)
