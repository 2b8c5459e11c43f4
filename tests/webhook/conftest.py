"""The web app on a real database, as wsgi.py composes it, and a Twilio that signs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from werkzeug.test import TestResponse

import runtime
import wsgi
from settings import Settings
from simulator.signing import sign
from webhook.door import Door

ACCOUNT = "AC" + "0" * 32
TOKEN = "a-token-of-the-tests"
URL = "https://crm.example.com"
SENDER = "whatsapp:+77270000002"
MESSAGES = "/webhooks/twilio/messages"
STATUS = "/webhooks/twilio/status"
FORM = "application/x-www-form-urlencoded"
Pairs = list[tuple[str, str]]


@dataclass
class Web:
    """One web process's app, its door, and Twilio in front of it."""

    app: Flask
    door: Door
    spool: Path
    token: str = TOKEN
    _sids: list[int] = field(default_factory=list)

    def post(self, path: str, pairs: Pairs, signature: str | None = None) -> TestResponse:
        """Twilio posts a form, signed unless another signature is given."""
        signed = sign(self.token, URL + path, pairs) if signature is None else signature
        body = urlencode(pairs, errors="surrogatepass").encode()
        return self.app.test_client().post(
            path, data=body, content_type=FORM, headers={"X-Twilio-Signature": signed}
        )

    def message(self, body: str = "Здравствуйте!", **changed: str) -> TestResponse:
        """A client writes."""
        return self.post(MESSAGES, message(body, **changed))

    def spooled(self) -> list[Path]:
        """The webhooks on disk."""
        return sorted(self.spool.glob("*.json"))


def message(body: str = "Здравствуйте!", **changed: str) -> Pairs:
    """The form of a message."""
    form = {
        "MessageSid": "SM" + "1" * 32,
        "AccountSid": ACCOUNT,
        "From": "whatsapp:+77015550400",
        "To": SENDER,
        "Body": body,
        "ProfileName": "Мария",
    }
    return list((form | changed).items())


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Web]]:
    """A function that serves the app on a database."""
    made: list[tuple[Web, runtime.Runtime]] = []

    def start(database_url: str, **changed: Any) -> Web:
        settings = Settings.model_validate(
            {
                "database_url": database_url,
                "public_url": URL,
                "twilio_account_sid": ACCOUNT,
                "twilio_auth_token": TOKEN,
                "twilio_api_url": "http://127.0.0.1:9",
                "whatsapp_sender": SENDER,
                "secret_key": "a-secret-of-the-tests",
                "organization_name": "Dreamland PRO",
                "organization_timezone": "Asia/Almaty",
                "redis_url": None,
                "spool_dir": tmp_path / "spool",
                "media_dir": tmp_path / "media",
                **changed,
            }
        )
        composed = runtime.build(settings)
        app = Flask("wsgi")
        door = wsgi.serve(app, composed)
        door.start_draining()
        made.append((Web(app, door, settings.spool_dir), composed))
        return made[-1][0]

    yield start
    for web, composed in made:
        web.door.stop_draining()
        composed.engine.dispose()


@pytest.fixture
def database(database_url: str) -> str:
    """A database with one organization and its number."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO organizations (name, timezone) VALUES ('D', 'UTC')"))
        connection.execute(
            text(
                "INSERT INTO whatsapp_senders (organization_id, address, name) "
                f"SELECT id, '{SENDER}', 'Main' FROM organizations"
            )
        )
    engine.dispose()
    return database_url


@pytest.fixture
def web(serve: Callable[..., Web], database: str) -> Web:
    """The app on a database that is there."""
    return serve(database)


@pytest.fixture
def ask(database: str) -> Iterator[Callable[[str], list[Any]]]:
    """A function that asks the database."""
    engine = create_engine(database)

    def tell(statement: str) -> list[Any]:
        with engine.begin() as connection:
            found = connection.execute(text(statement))
            return list(found.scalars()) if found.returns_rows else []

    yield tell
    engine.dispose()
