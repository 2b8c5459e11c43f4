"""The public page that says what is kept of a client, until the operator has one of their own."""

from flask import Blueprint, render_template

import runtime
from pages import numbers

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
def page() -> str:
    """In plain words, in the language of the reader's browser."""
    settings = runtime.current().settings
    number = numbers.number(settings.whatsapp_sender)
    return render_template(
        "client_pages/privacy.html", organization=settings.organization_name, shown_number=number
    )
