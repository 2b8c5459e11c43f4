"""Cancelling a whole departure: first the list and the sums, then the deed."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import departures, money
from crm.bookings import call_off
from crm.bookings.call_off import Plan
from crm.bookings.shown import Consent
from crm.errors import ListChanged
from crm.models import Client, Tour
from inbox import deeds
from inbox.access import desk, needs
from inbox.deeds import Deed
from inbox.departures import words as departure_words

bp = Blueprint("calling_off", __name__, url_prefix="/inbox/departures/<uuid:public_id>")


@bp.get("/cancel")
@needs("manager")
def form(public_id: UUID) -> str:
    """Whom it concerns, what goes back, and who is told."""
    at = desk()
    departure = departures.by_public_id(at.session, at.organization, public_id)
    departures.require_ahead(departure, at.now)
    return render_template(
        "calling_off.html",
        desk=at,
        now=at.now,
        departure=departure,
        tour=at.session.get_one(Tour, departure.tour_id),
        guide=at.session.get(Client, departure.guide_id) if departure.guide_id else None,
        plan=call_off.plan(at.session, departure),
        rules=call_off,
        words=departure_words,
    )


@bp.post("/cancel")
@needs("manager")
def carry_out(public_id: UUID) -> AnyResponse:
    """Cancel exactly the list that was shown; another one by now is shown instead."""
    reason = request.form.get("reason", "")

    def work(deed: Deed) -> str:
        departure = departures.by_public_id(deed.session, deed.organization, public_id)
        done = call_off.carry_out(deed.session, departure, _consent(), reason, deed.actor, deed.now)
        deed.note("departure.cancelled", departure, reason=reason, **_told(done))
        return url_for("departures.page", public_id=public_id)

    try:
        return deeds.post(work)
    except ListChanged:
        return deeds.go(url_for(".form", public_id=public_id, changed=1, reason=reason))


def _consent() -> Consent:
    return Consent(request.form.get("mark", ""), request.form.get("code", ""))


def _told(done: Plan) -> dict[str, object]:
    """For the log: which bookings, and what is to be sent back."""
    return {
        "bookings": [party.booking.booking_code for party in done.parties],
        "to_send_back": {code: money.plain(sum_, code) for code, sum_ in done.sums.items()},
    }
