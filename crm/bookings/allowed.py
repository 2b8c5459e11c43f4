"""Which steps of a booking are open now, to whom, and why the others are not.

The steps themselves look again under the lock; this only keeps what cannot be off the page.
"""

from dataclasses import dataclass
from datetime import datetime

from crm import local_time
from crm.booking_card import Card
from crm.bookings import machine

EVENTS = {
    "offer": "offer_sent",
    "hold": "place_hold",
    "request": "request_payment",
    "confirm": "agent_confirm",
    "again": "change_quote",
    "people": "change_participants",
    "move": "move_departure",
    "adjust": "adjust",
    "schedule": "reschedule",
    "complete": "departure_ended",
    "cancel": "cancel",
}
"""The steps a person can take, in their order, with the event of the machine."""


@dataclass(frozen=True)
class Choice:
    """One step, and why it cannot be taken now."""

    name: str
    why_not: str | None
    """`status`, `role`, `lapsed`, `begun`, `no_departure`, `not_over`, `unpaid`; None: it can."""


def choices(card: Card, now: datetime, *, is_manager: bool) -> list[Choice]:
    """Every step with what stands in its way."""
    return [Choice(name, _obstacle(name, card, now, is_manager)) for name in EVENTS]


def _obstacle(name: str, card: Card, now: datetime, is_manager: bool) -> str | None:
    booking = card.booking
    if not machine.allows(EVENTS[name], booking.status):
        return "status"
    if name == "confirm" and not is_manager:
        return "role"
    if name == "complete":
        return _unfinished(card, now)
    if name == "move" and card.departure is None:
        return "no_departure"
    return _too_late(name, card, now)


def _too_late(name: str, card: Card, now: datetime) -> str | None:
    """The price is no longer good, or the departure has begun."""
    until, departure = card.booking.quote_valid_until, card.departure
    if name in ("offer", "hold", "confirm") and until is not None and until <= now:
        return "lapsed"
    if name in ("hold", "confirm") and departure is not None and departure.starts_at <= now:
        return "begun"
    return None


def _unfinished(card: Card, now: datetime) -> str | None:
    booking = card.booking
    if local_time.ends_at(booking.end_date, booking.timezone) > now:
        return "not_over"
    if booking.status != "paid" and not card.organization.pays_on_site:
        return "unpaid"
    return None
