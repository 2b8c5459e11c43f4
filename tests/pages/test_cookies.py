"""The cookie that the pages give is read outside of a request, and no other."""

from typing import Any

from flask import Flask, session

from pages import cookies
from settings import Settings

VALUES: dict[str, Any] = {
    "database_url": "postgresql://unused/unused",
    "public_url": "http://127.0.0.1:8000",
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "token",
    "whatsapp_sender": "whatsapp:+77272123456",
    "secret_key": "a secret for the tests",
    "organization_name": "Dreamland PRO",
    "organization_timezone": "Asia/Almaty",
}


def given(settings: Settings, **kept: str) -> dict[str, str]:
    """The cookies of a browser in whose session that was kept."""
    app = Flask("wsgi")
    cookies.configure(app, settings)

    @app.get("/")
    def keep() -> str:
        session.update(kept)
        return ""

    browser = app.test_client()
    browser.get("/")
    found = browser.get_cookie(cookies.NAME)
    return {cookies.NAME: found.value} if found else {}


def test_the_token_of_a_signed_in_browser_is_read() -> None:
    settings = Settings.model_validate(VALUES)
    sent = given(settings, token="t0ken")
    assert cookies.Reader(settings).token(sent) == "t0ken"


def test_nothing_is_read_where_nobody_signed_in_or_somebody_else_signed() -> None:
    settings = Settings.model_validate(VALUES)
    reader = cookies.Reader(settings)
    assert reader.token({}) == reader.token({cookies.NAME: "nonsense"}) == ""
    assert reader.token(given(settings, language="ru")) == ""
    forged = Settings.model_validate(VALUES | {"secret_key": "another secret"})
    assert reader.token(given(forged, token="t0ken")) == ""
