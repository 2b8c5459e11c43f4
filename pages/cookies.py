"""The signed cookie of a browser: its name, its rules, and reading it outside of a request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask
from itsdangerous import BadSignature, URLSafeTimedSerializer

from settings import Settings

NAME = "dreamland"
LASTS = timedelta(hours=12)


def configure(app: Flask, settings: Settings) -> None:
    """Give the app its cookie."""
    app.secret_key = settings.secret_key
    app.config.update(
        SESSION_COOKIE_NAME=NAME,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=LASTS,
    )


class Reader:
    """Reads the cookies that the pages have signed."""

    def __init__(self, settings: Settings) -> None:
        """By the same rules as the pages' own app."""
        app = Flask("cookies")
        configure(app, settings)
        signing: Any = app.session_interface
        self._serializer: URLSafeTimedSerializer = signing.get_signing_serializer(app)

    def token(self, cookies: Mapping[str, str]) -> str:
        """The token of the user's session; nothing where there is none, or not by us."""
        try:
            kept = self._serializer.loads(cookies.get(NAME, ""), max_age=int(LASTS.total_seconds()))
        except BadSignature:
            return ""
        return str(kept.get("token", ""))
