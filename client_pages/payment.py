"""Paying: what is due at this moment, the ways to pay it, and “I have paid”."""

from decimal import Decimal

import filetype
from flask import Blueprint, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

import runtime
from client_pages import visit
from client_pages.visit import Visit
from crm import booking_card
from crm.bookings import find
from crm.payment_provider import Order, Payee, WayToPay
from crm.payments import claims, due
from pages import forms
from pages.languages import gettext as _

MEGABYTES = 10
LARGEST = MEGABYTES * 1_000_000
"""Bytes of a receipt."""
FORM = 50_000
"""What the rest of the form may take."""
TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")

bp = Blueprint("payment", __name__, url_prefix="/b/<token>/pay")


class ReceiptRefused(Exception):
    """An upload that is no receipt: too large, or neither a picture nor a PDF."""


@bp.get("")
def page(token: str) -> str:
    """What is due now, computed on this look."""
    return _page(visit.begin(token), None)


@bp.post("")
def paid(token: str) -> Response | tuple[str, int]:
    """The client says that they have paid: a person looks; nothing is marked paid."""
    at = visit.begin(token)
    request.max_content_length = LARGEST + FORM
    try:
        forms.check_token()
        receipt = _receipt(request.files.get("receipt"))
    except (ReceiptRefused, CSRFError, RequestEntityTooLarge) as problem:
        return _page(at, _sentence(problem)), 422
    if due.of(at.card, at.now) is not None:
        _claim(at, receipt)
    return redirect(visit.address("payment.page"), 303)


def _claim(at: Visit, receipt: tuple[bytes, str] | None) -> None:
    """Open the claim, unless the money has come while the form was on its way."""
    key, kind = (visit.store().keep(receipt[0]), receipt[1]) if receipt else (None, None)
    booking = find.locked(at.session, at.card.booking.id)
    if due.of(booking_card.read(at.session, booking), at.now) is not None:
        claims.open_claim(
            at.session,
            booking,
            source="page",
            receipt_key=key,
            receipt_type=kind,
            now=at.now,
        )
    at.session.commit()


def _page(at: Visit, refusal: str | None) -> str:
    wanted = due.of(at.card, at.now)
    return render_template(
        "client_pages/pay.html",
        card=at.card,
        due=wanted,
        way=_way(at, wanted.amount) if wanted else None,
        way_for_all=_way(at, wanted.everything) if wanted and wanted.rest else None,
        refusal=refusal,
        megabytes=MEGABYTES,
    )


def _way(at: Visit, amount: Decimal) -> WayToPay:
    """How to pay so much, as the way of being paid has it."""
    organization, booking = at.card.organization, at.card.booking
    settings = runtime.current().settings
    order = Order(
        payee=Payee(organization.name, organization.payment_link, organization.payment_details),
        code=booking.booking_code,
        amount=amount,
        currency=booking.currency,
        language=at.card.language,
        return_url=settings.public_url + url_for("payment.page", token=at.token),
    )
    return runtime.current().payments.create_link(order)


def _receipt(upload: FileStorage | None) -> tuple[bytes, str] | None:
    """The uploaded file and its type, judged by its content. Raises ReceiptRefused."""
    content = upload.read(LARGEST + 1) if upload else b""
    if not content:
        return None
    if len(content) > LARGEST:
        raise ReceiptRefused(_too_large())
    found = filetype.guess_mime(content)
    if found not in TYPES:
        raise ReceiptRefused(_("That file is neither a picture nor a PDF. Choose another."))
    return content, str(found)


def _too_large() -> str:
    return _("The file is larger than %(count)d MB. Send a smaller one.", count=MEGABYTES)


def _sentence(problem: Exception) -> str:
    if isinstance(problem, RequestEntityTooLarge):
        return _too_large()
    if isinstance(problem, CSRFError):
        return _("This form has grown old. Please send it once more.")
    return str(problem)
