"""The language of a page: the reader's own, else the one chosen in this browser, else its first."""

from dataclasses import dataclass
from pathlib import Path

import flask_babel
from flask import Flask, Response, current_app, g, request

LANGUAGES = ("en", "ru")
COOKIE = "language"
KEPT_SECONDS = 365 * 24 * 3600
FOLDER = Path(__file__).resolve().parent / "translations"


@dataclass(frozen=True)
class Reader:
    """What is known of whoever opens the page."""

    language: str | None
    zone: str
    """IANA; times are told in it."""
    theme: str | None = None
    """light or dark; None: as their system has it."""


def register(app: Flask) -> None:
    """Give the app its languages."""
    flask_babel.Babel(
        app,
        default_translation_directories=str(FOLDER),
        locale_selector=chosen,
        timezone_selector=zone,
    )
    app.after_request(_keep)


def read_by(language: str | None, zone: str, theme: str | None = None) -> None:
    """Write the page at hand for this reader."""
    g.reader = Reader(language, zone, theme)


def chosen() -> str:
    """The language of the request at hand."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    reader: Reader | None = g.get("reader")
    if reader is not None and reader.language in LANGUAGES:
        return reader.language
    kept = request.cookies.get(COOKIE, "")
    if kept in LANGUAGES:
        return kept
    return request.accept_languages.best_match(LANGUAGES) or "en"


def zone() -> str:
    """Times are told in the reader's zone."""
    reader: Reader | None = g.get("reader")
    return reader.zone if reader is not None else "UTC"


def theme() -> str | None:
    """The reader's own choice of light or dark."""
    reader: Reader | None = g.get("reader")
    return reader.theme if reader is not None else None


def current() -> str:
    """The language pages are written in now: en or ru."""
    return str(flask_babel.get_locale())


def gettext(message: str, **values: object) -> str:
    """The message in the language of the page, with its values put in."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, count: int) -> str:
    """The message in the number that fits; `%(num)d` is the count."""
    return str(flask_babel.ngettext(one, many, count))


def lazy(message: str) -> object:
    """A message that is translated when it is read: str() of it."""
    found: object = flask_babel.lazy_gettext(message)
    return found


def _keep(response: Response) -> Response:
    """Remember what a stranger chose by ?lang= in this browser."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(
            COOKIE, asked, max_age=KEPT_SECONDS, samesite="Lax", httponly=True, secure=secure
        )
    return response
