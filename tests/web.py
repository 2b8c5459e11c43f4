"""The web app on a test's own transaction, with all of its pages."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask
from flask.typing import RouteCallable
from jinja2 import StrictUndefined
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

import client_pages.routes
import inbox.pages
import runtime
from crm.probe import ProbeAnswer
from crm.provider import Provider
from pages import foundation
from runtime import Runtime
from scripts import catalogues
from settings import Settings
from tests.browser import BASE


class Outside:
    """What pages ask of the provider: our own address answers well, and the account is fine."""

    def __init__(self) -> None:
        """Nobody has called yet."""
        self.called: list[tuple[str, bool]] = []

    def probe(self, url: str, *, genuine: bool) -> ProbeAnswer:
        """The right signature passes."""
        self.called.append((url, genuine))
        return ProbeAnswer(200 if genuine else 403, genuine, 84)

    def check_credentials(self) -> str | None:
        """Nothing is wrong."""
        return None


def make_app(session: Session, engine: Engine, folder: Path) -> Flask:
    """An app whose files lie in `folder`; whatever it commits is undone with the test.

    It is the one app of the process, as it was at first but for what a test gives it: joining two
    hundred addresses and compiling the pages' templates takes longer than most tests.
    """
    sessions = sessionmaker(session.get_bind(), join_transaction_mode="create_savepoint")
    app, views = _joined()
    app.view_functions = dict(views)  # a test may have put its own in the place of one
    runtime.attach(app, Runtime(_settings(folder), engine, sessions, cast(Provider, Outside())))
    return app


@cache
def _joined() -> tuple[Flask, dict[str, RouteCallable]]:
    """The app with its pages, and what its addresses lead to."""
    catalogues.main()  # the Russian pages are read from what is compiled now
    app = Flask("wsgi")
    runtime.attach(app, runtime.build(_settings(Path())))
    foundation.register(app)
    inbox.pages.register(app)
    client_pages.routes.register(app)
    app.jinja_env.undefined = StrictUndefined
    return app, dict(app.view_functions)


def _settings(folder: Path) -> Settings:
    values: dict[str, Any] = {
        "database_url": "postgresql://unused/unused",
        "public_url": BASE,
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_token": "token",
        "whatsapp_sender": "whatsapp:+77272123456",
        "secret_key": "a secret for the tests",
        "organization_name": "Dreamland PRO",
        "organization_timezone": "Asia/Almaty",
        "media_dir": folder,
    }
    return Settings.model_validate(values)
