"""The trip: the offer while it is one, then when, where, with whom, and what is to pay."""

from flask import Blueprint, Response, render_template

from client_pages import visit
from crm.documents import calendar
from crm.documents.voucher_facts import ON_VOUCHER
from crm.payments import due

bp = Blueprint("trip", __name__, url_prefix="/b/<token>")


@bp.get("/")
def page(token: str) -> str:
    """The page that every message leads to."""
    at = visit.begin(token)
    return render_template(
        "client_pages/trip.html",
        card=at.card,
        due=due.of(at.card, at.now),
        has_voucher=at.card.booking.status in ON_VOUCHER,
        is_stale=_is_stale(at),
    )


@bp.get("/trip.ics")
def entry(token: str) -> Response:
    """The trip for the client's calendar."""
    at = visit.begin(token)
    name = f"{at.card.booking.booking_code}.ics"
    response = Response(calendar.trip(at.card, at.now), content_type="text/calendar; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _is_stale(at: visit.Visit) -> bool:
    """An offer whose days are over: it is shown, and has to be asked for anew."""
    until = at.card.booking.quote_valid_until
    return at.card.booking.status == "quote" and until is not None and until <= at.now
