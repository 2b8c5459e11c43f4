"""What went wrong, for somebody who knows nothing of us: plain pages, in both languages."""

import secrets

import structlog
from flask import Blueprint, render_template, request
from flask_babel import force_locale
from werkzeug.exceptions import HTTPException, InternalServerError

from crm.errors import CrmError
from pages.languages import LANGUAGES, gettext as _

log = structlog.get_logger()
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are read for one another."""


def register(bp: Blueprint) -> None:
    """Answer for everything that goes wrong under this blueprint's addresses."""
    bp.register_error_handler(CrmError, refused)
    bp.register_error_handler(HTTPException, declined)
    bp.register_error_handler(InternalServerError, failed)


def refused(error: CrmError) -> tuple[str, int]:
    """A rule said no in the moment between looking and doing."""
    log.info("client_refused", key=error.key)
    return _page(409, "changed")


def declined(error: HTTPException) -> tuple[str, int] | HTTPException:
    """Unknown and revoked links alike."""
    code = error.code or 500
    if code < 400:
        return error
    return _page(code, "gone" if code == 404 else "changed")


def failed(error: InternalServerError) -> tuple[str, int]:
    """Our fault: the number finds the line in the log, which never holds the link itself."""
    number = "".join(secrets.choice(LETTERS) for _unused in range(5))
    log.error(
        "client_page_failed",
        number=number,
        endpoint=request.endpoint,
        exc_info=error.original_exception,
    )
    return _page(500, "failed", number)


def _page(code: int, word: str, number: str = "") -> tuple[str, int]:
    sentences = []
    for language in LANGUAGES:
        with force_locale(language):
            sentences.append((language, *_sentences(word, number)))
    return render_template("client_pages/fault.html", sentences=sentences), code


def _sentences(word: str, number: str) -> tuple[str, str]:
    if word == "gone":
        return (
            _("This link does not work."),
            _("Ask for a new one in WhatsApp, where you got it from."),
        )
    if word == "failed":
        return (
            _("That did not work on our side; nothing was changed."),
            _("Try again in a minute. No. %(number)s", number=number),
        )
    return (
        _("That could not be done."),
        _("Open the link from WhatsApp once more and try again."),
    )
