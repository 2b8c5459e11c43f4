"""Moving a whole departure: where to, then the list and the sums, then the deed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import departure_calendar, departures, money
from crm.bookings import move_all
from crm.bookings.move_all import Day, Plan, Target
from crm.bookings.shown import Consent
from crm.errors import ListChanged, NotFound
from crm.models import Client, Tour, TourDeparture
from inbox import deeds, fields
from inbox.access import Desk, desk, needs
from inbox.deeds import Deed
from inbox.departures import words as departure_words

bp = Blueprint("moving", __name__, url_prefix="/inbox/departures/<uuid:public_id>")


@bp.get("/move")
@needs("manager")
def form(public_id: UUID) -> str:
    """Where to; and once that is said, whom it concerns and what each pays more or less."""
    at = desk()
    departure = departures.by_public_id(at.session, at.organization, public_id)
    departures.require_ahead(departure, at.now)
    to = _target(at)
    return render_template(
        "moving.html",
        desk=at,
        now=at.now,
        departure=departure,
        tour=at.session.get_one(Tour, departure.tour_id),
        guide=at.session.get(Client, departure.guide_id) if departure.guide_id else None,
        siblings=[
            one
            for one in departure_calendar.siblings(at.session, departure)
            if one.starts_at > at.now
        ],
        plan=move_all.plan(at.session, departure, to) if to else None,
        to_departure=to if isinstance(to, TourDeparture) else None,
        words=departure_words,
    )


@bp.post("/move")
@needs("manager")
def carry_out(public_id: UUID) -> AnyResponse:
    """Move exactly the list that was shown; another one by now is shown instead."""

    def work(deed: Deed) -> str:
        departure = departures.by_public_id(deed.session, deed.organization, public_id)
        to = _target(deed)
        if to is None:
            raise NotFound("There is no such departure.")
        consent = Consent(request.form.get("mark", ""), request.form.get("code", ""))
        before = departure.departure_date.isoformat()
        done = move_all.carry_out(deed.session, departure, to, consent, deed.actor, deed.now)
        deed.note("departure.moved", departure, before=before, **_told(done))
        arrived = to if isinstance(to, TourDeparture) else departure
        return url_for("departures.page", public_id=arrived.public_id)

    try:
        return deeds.post(work)
    except ListChanged:
        to, day, time = [request.form.get(name) or None for name in ("to", "day", "time")]
        again = url_for(".form", public_id=public_id, to=to, day=day, time=time, changed=1)
        return deeds.go(again)


def _target(at: Desk) -> Target | None:
    """Where the address or the form says; None where it does not. Raises NotFound."""
    named = request.values.get("to", "")
    if named:
        try:
            return departures.by_public_id(at.session, at.organization, UUID(named))
        except ValueError:
            raise NotFound("There is no such departure.") from None
    day = fields.day_or_none(request.values, "day")
    return Day(day, fields.clock(request.values, "time")) if day else None


def _told(done: Plan) -> dict[str, Any]:
    """For the log: where to, which bookings, and what it changed of their prices."""
    to = done.to
    return {
        "to": to.day.isoformat() if isinstance(to, Day) else f"tour_departures:{to.id}",
        "bookings": [shift.party.booking.booking_code for shift in done.moved],
        "prices": {
            shift.party.booking.booking_code: money.plain(
                shift.difference, shift.party.money.currency
            )
            for shift in done.moved
            if shift.difference
        },
    }
