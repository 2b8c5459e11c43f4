"""What went wrong, as pages in words; our own faults carry a short number that is in the log."""

import secrets

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from crm.errors import CrmError, NotFound
from inbox import speech
from pages.languages import gettext as _

log = structlog.get_logger()
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are read for one another."""

Answer = tuple[str, int] | HTTPException


def register(app: Flask) -> None:
    """Turn refusals and faults into pages, for the addresses that people open."""
    app.register_error_handler(CrmError, refused)
    app.register_error_handler(HTTPException, _declined)
    app.register_error_handler(InternalServerError, _failed)


def refused(error: CrmError) -> tuple[str, int]:
    """A rule said no and no page of its own told it."""
    if isinstance(error, NotFound):
        is_form = "HX-Request" in request.headers
        return page(404, speech.refusal(error) if is_form else _("Not found, or not yours to see."))
    return page(422, speech.refusal(error))


def _declined(error: HTTPException) -> Answer:
    """Unknown addresses, a stale form, a body that is too large."""
    code = error.code or 500
    if not request.path.startswith("/inbox") or code < 400:
        return error
    if isinstance(error, CSRFError):
        return page(400, _("This form has grown old. Open the page again and repeat."))
    if code in (403, 404):
        return page(code, _("Not found, or not yours to see."))
    if code == 413:
        return page(code, _("That is too large to be sent. Send a link instead."))
    return page(code, _("That request could not be understood. Go back and try again."))


def _failed(error: InternalServerError) -> Answer:
    """Our fault: nothing was committed, and the number finds the line in the log."""
    number = "".join(secrets.choice(LETTERS) for _unused in range(5))
    log.error("page_failed", number=number, path=request.path, exc_info=error.original_exception)
    if not request.path.startswith("/inbox"):
        return error
    sentence = _(
        "That did not work on our side; nothing was changed. Try again. No. %(number)s",
        number=number,
    )
    return page(500, sentence)


def page(code: int, sentence: str) -> tuple[str, int]:
    """A page, or for a form that htmx sent only the sentence, which appears in the form."""
    kind = "_refusal.html" if "HX-Request" in request.headers else "fault.html"
    return render_template(kind, sentence=sentence, code=code), code
