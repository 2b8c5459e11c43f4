"""An app on the test's own transaction, and the named people: agent, teammate, outsider."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

import now
import runtime
from crm import users
from crm.models import Client, Conversation, Lead, Organization, User, WhatsappSender
from crm.provider import Provider
from inbox import pages
from runtime import Runtime
from scripts import catalogues
from settings import Settings
from tests import factories
from tests.inbox.browser import BASE, PASSWORD, Browser


@dataclass
class Office:
    """One operator with its people and a client who has just written; an outsider of another."""

    organization: Organization
    sender: WhatsappSender
    agent: User
    teammate: User
    outsider: User
    client: Client
    lead: Lead
    conversation: Conversation
    path: str
    """Of the conversation's page."""


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
    ours = factories.make_organization(session)
    theirs = factories.make_organization(session, name="Another operator")
    sender = factories.make_sender(session, ours)
    agent, teammate, outsider = [
        factories.make_user(session, whose, name=name, password_digest=digest)
        for whose, name in ((ours, "Daniyar"), (ours, "Aigerim"), (theirs, "Oleg"))
    ]
    client = factories.make_client(session, ours)
    written = now.utc() - timedelta(minutes=5)
    conversation = factories.make_conversation(
        session, sender, client, last_inbound_at=written, last_message_at=written, unread_count=1
    )
    lead = factories.make_lead(session, client, unread_messages_count=1)
    factories.make_communication(session, conversation, created_at=written, lead_id=lead.id)
    session.commit()
    path = f"/inbox/c/{conversation.public_id}"
    return Office(ours, sender, agent, teammate, outsider, client, lead, conversation, path)


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
