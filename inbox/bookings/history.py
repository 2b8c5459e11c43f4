"""The steps of a booking in words: what happened, and by whom."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from crm.bookings.history import Happened, Noted
from crm.models import Booking
from inbox import times
from inbox.bookings import words as booking_words
from inbox.money import words as money_words
from inbox.settings import audit_words
from pages.languages import gettext as _, lazy as _l, ngettext

EVENTS = {
    "create": _l("Quoted"),
    "change_quote": _l("Quoted again"),
    "offer_sent": _l("Offer sent"),
    "place_hold": _l("Hold placed"),
    "request_payment": _l("Payment requested"),
    "payment_succeeded": _l("Payment"),
    "late_payment_revived": _l("Late payment, booking lives again"),
    "refund_succeeded": _l("Refund sent"),
    "ttl": _l("Hold expired"),
    "cancel": _l("Cancelled"),
    "departure_ended": _l("Completed"),
    "agent_confirm": _l("Confirmed without a deposit"),
    "change_participants": _l("Number of people changed"),
    "move_departure": _l("Moved to another departure"),
    "adjust": _l("Price adjusted"),
    "reschedule": _l("Payment terms changed"),
}
ACTORS = {
    "client": _l("the client"),
    "system": _l("by itself"),
    "provider": _l("the payment service"),
    "agent": _l("the team"),
}
BY = {
    "client": _l("the client wished it"),
    "operator": _l("by the operator"),
    "system": _l("by itself"),
}


def title(one: Happened | Noted) -> str:
    """What happened; a payment that confirmed says so."""
    if isinstance(one, Noted):
        return str(audit_words.ACTIONS.get(one.entry.action, one.entry.action))
    event = one.event
    if event.event == "payment_succeeded" and event.from_status != event.to_status:
        return booking_words.state(event.to_status)
    return word(event.event)


def word(event: str) -> str:
    """An event by its name."""
    return str(EVENTS.get(event, event))


def detail(one: Happened | Noted, booking: Booking) -> str:
    """What it was about: seats, sums, days; whom or which line, and till when."""
    if isinstance(one, Noted):
        return _facts(one.entry.facts, booking)
    make = _DETAILS.get(one.event.event)
    return make(one.event.data, booking) if make else ""


def who(one: Happened | Noted) -> str:
    """Who did it: somebody of the team by name."""
    name = one.user.name if one.user else None
    return actor("agent" if isinstance(one, Noted) else one.event.actor, name)


def actor(kind: str, name: str | None) -> str:
    """By name, else what kind of somebody it was."""
    return name or str(ACTORS.get(kind, kind))


def _facts(facts: Mapping[str, Any], booking: Booking) -> str:
    said = [str(facts[name]) for name in ("name", "title") if facts.get(name)]
    if facts.get("amount"):
        said.append(_sum(facts["amount"], booking))
    if facts.get("until"):
        said.append(times.date_of(date.fromisoformat(str(facts["until"]))))
    return ", ".join(said)


def _sum(amount: object, booking: Booking) -> str:
    return money_words.sum_of(Decimal(str(amount)), booking.currency)


def _held(data: Mapping[str, Any], _booking: Booking) -> str:
    return booking_words.seats(int(data["seats"])) if "seats" in data else ""


def _paid(data: Mapping[str, Any], booking: Booking) -> str:
    return _("%(amount)s in all", amount=_sum(data["paid"], booking)) if "paid" in data else ""


def _changed(data: Mapping[str, Any], _booking: Booking) -> str:
    return f"{data.get('before')} → {data.get('after')}"


def _moved(data: Mapping[str, Any], _booking: Booking) -> str:
    ends = (data.get("before"), data.get("after"))
    told = [times.date_of(date.fromisoformat(str(end))) for end in ends]
    return " → ".join(told)


def _adjusted(data: Mapping[str, Any], booking: Booking) -> str:
    return f"{data.get('title', '')}: {_sum(data.get('amount', 0), booking)}"


def _cancelled(data: Mapping[str, Any], booking: Booking) -> str:
    said = [str(BY.get(str(data.get("by")), "")), str(data.get("reason", ""))]
    if Decimal(str(data.get("fee", 0))):
        said.append(_("fee %(amount)s", amount=_sum(data["fee"], booking)))
    if Decimal(str(data.get("refund_due", 0))):
        said.append(_("to send back %(amount)s", amount=_sum(data["refund_due"], booking)))
    return ", ".join(one for one in said if one)


def _terms(data: Mapping[str, Any], _booking: Booking) -> str:
    if "waived" in data:
        return _("a part was waived")
    if "parts" in data:
        return ngettext("%(num)d part", "%(num)d parts", len(data["parts"]))
    return _moved(data, _booking) if "before" in data else ""


_DETAILS = {
    "place_hold": _held,
    "request_payment": _terms,
    "payment_succeeded": _paid,
    "late_payment_revived": _paid,
    "change_participants": _changed,
    "move_departure": _moved,
    "adjust": _adjusted,
    "cancel": _cancelled,
    "reschedule": _terms,
}
