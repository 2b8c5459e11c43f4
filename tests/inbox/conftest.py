"""An app on the test's own transaction, and the named people: agent, teammate, outsider."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from crm import users
from crm.models import User
from tests import web
from tests.browser import PASSWORD, Browser
from tests.inbox import offices
from tests.inbox.offices import Office


@pytest.fixture(scope="session")
def digest() -> str:
    """Everybody's password, digested once: argon2 is slow on purpose."""
    return users.digest(PASSWORD)


@pytest.fixture
def app(session: Session, engine: Engine, tmp_path: Path) -> Flask:
    """The pages; whatever they commit is undone with the test."""
    return web.make_app(session, engine, tmp_path)


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
def admin(office: Office, browse: Callable[[User], Browser], session: Session) -> Browser:
    """The browser of the only admin, the teammate."""
    office.teammate.role = "admin"
    session.commit()
    return browse(office.teammate)


@pytest.fixture
def manager(office: Office, browse: Callable[[User], Browser], session: Session) -> Browser:
    """A manager's browser, the teammate's."""
    office.teammate.role = "manager"
    session.commit()
    return browse(office.teammate)


@pytest.fixture
def teammate(office: Office, browse: Callable[[User], Browser]) -> Browser:
    """The browser of a colleague in the same office."""
    return browse(office.teammate)


@pytest.fixture
def outsider(office: Office, browse: Callable[[User], Browser]) -> Browser:
    """The browser of somebody at another operator."""
    return browse(office.outsider)
