"""What a button of a booking's page opens: the form of one step, and what it would bring about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from crm import booking_card, local_time
from crm.bookings import dossier, find, items, openings, people, rehearsal, terms
from crm.bookings.rehearsal import Outcome
from crm.errors import CrmError
from crm.models import Booking, Payment
from crm.payments import due, refunds, schedule, settling
from inbox import fields, speech
from inbox.access import Desk, desk, needs
from inbox.bookings import lines as booking_lines, verbs as booking_verbs
from inbox.fields import Form

bp = Blueprint("booking_asks", __name__, url_prefix="/inbox/bookings/<uuid:public_id>")

FILLED = {
    "cancel": {"reason": "—"},
    "adjust": {"title": "—"},
}
"""What a rehearsal is told where nothing was typed yet: words that change no figure."""

AT_ONCE = ("offer", "hold", "request", "confirm", "again", "complete", "cancel", "record", "waive")
"""Their outcome is known as soon as the form opens."""


@dataclass(frozen=True)
class Told:
    """What a step would bring about, or why it cannot be taken."""

    outcome: Outcome | None = None
    refusal: str | None = None


@bp.get(f"/ask/<any({', '.join(booking_verbs.VERBS)}):what>")
@needs("agent")
def ask(public_id: UUID, what: str) -> str:
    """The form of a step."""
    at = desk()
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    shown = _shown(at, booking, what)
    told = _told(at, booking, what, shown["values"]) if what in AT_ONCE else Told()
    return render_template(f"asks/{what}.html", what=what, told=told, **shown)


@bp.get(f"/told/<any({', '.join(booking_verbs.VERBS)}):what>")
@needs("agent")
def told(public_id: UUID, what: str) -> str:
    """What the step would bring about with what is typed so far."""
    at = desk()
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    said = _told(at, booking, what, request.args)
    return render_template("_told.html", what=what, told=said, **_reached(at, booking))


@bp.get("/ask/refund")
@needs("manager")
def refund(public_id: UUID) -> str:
    """The form that asks for money to be sent back."""
    at = desk()
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    payment = settling.own(at.session, booking, Payment, fields.key(request.args, "payment"))
    left = refunds.left_of(at.session, payment)
    return _form(at, booking, "refund", payment=payment, left=left)


@bp.get("/ask/snooze")
@needs("agent")
def snooze(public_id: UUID) -> str:
    """The day to which a reminder or message is put off."""
    at = desk()
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    tomorrow = local_time.today(at.now, at.organization.timezone) + timedelta(days=1)
    return _form(at, booking, "snooze", day=tomorrow, row=request.args)


@bp.get("/ask/person")
@needs("agent")
def person(public_id: UUID) -> str:
    """Somebody who travels: new, or as they are written."""
    at = desk()
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    number = fields.count(request.args, "person", 0)
    row = people.find(at.session, booking, number) if number else None
    return _form(at, booking, "person", person=row)


@bp.get("/ask/item")
@needs("agent")
def item(public_id: UUID) -> str:
    """One more line of a quote."""
    at = desk()
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    return _form(at, booking, "item", item=None)


@bp.get("/ask/service")
@needs("agent")
def service(public_id: UUID) -> str:
    """What is known of a line beside its price."""
    at = desk()
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    row = items.find(at.session, booking, fields.number(request.args, "item"))
    return _form(at, booking, "service", item=row)


def _form(at: Desk, booking: Booking, name: str, **values: Any) -> str:
    return render_template(
        f"asks/{name}.html",
        what=name,
        booking=booking,
        desk=at,
        now=at.now,
        lines=booking_lines,
        **values,
    )


def _told(at: Desk, booking: Booking, what: str, form: Form) -> Told:
    """The rehearsal; what the rules refuse is told as well."""
    blank = {name: text for name, text in FILLED.get(what, {}).items() if not form.get(name)}
    values = {**form, **blank}

    def step() -> Booking:
        booking_verbs.VERBS[what](at, booking, values)
        return booking

    try:
        return Told(outcome=rehearsal.of(at.session, step, at.now))
    except CrmError as refused:
        return Told(refusal=speech.refusal(refused))


def _shown(at: Desk, booking: Booking, what: str) -> dict[str, Any]:
    """What the form of a step shows beside its fields."""
    card = booking_card.read(at.session, booking)
    today = local_time.today(at.now, at.organization.timezone)
    values: Mapping[str, Any] = request.args
    shown: dict[str, Any] = {"card": card, "today": today, **_reached(at, booking)}
    if what in ("move", "again") and card.tour is not None:
        shown["departures"] = openings.of_tour(at.session, card.tour.id, at.now)
    if what in ("part", "waive"):
        number = fields.count(request.args, "part")
        shown["part"] = terms.part(at.session, booking, number)
    if what == "schedule":
        shown["owed"] = schedule.owed(at.session, booking)
    if what == "record":
        wanted = due.of(card, at.now)
        shown["amount"] = wanted.amount if wanted else card.standing.due
        values = {"amount": str(shown["amount"]), "method": "kaspi"}
    return {**shown, "values": values}


def _reached(at: Desk, booking: Booking) -> dict[str, Any]:
    """Whom a step's messages go to."""
    return {
        "desk": at,
        "now": at.now,
        "booking": booking,
        "addressee": dossier.addressee(at.session, booking),
    }
