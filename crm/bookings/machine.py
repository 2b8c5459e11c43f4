"""The machine of a booking's states: the one place that changes a status, with its event.

A step that is not in the table is an error of the caller's and is refused by name; every
step that happens leaves one event, and replaying the events gives the status.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm import unanswered
from crm.errors import StepRefused, Text
from crm.models import Booking, BookingEvent
from crm.models.booking import HELD, STATUSES


@dataclass(frozen=True)
class Actor:
    """Who takes a step: an agent, the client, the system by itself, or a payment provider."""

    kind: str
    user_id: int | None = None


SYSTEM = Actor("system")
CLIENT = Actor("client")

TOLD = (
    "offer_sent",
    "place_hold",
    "agent_confirm",
    "request_payment",
    "payment_succeeded",
    "late_payment_revived",
    "refund_succeeded",
    "cancel",
    "change_participants",
    "move_departure",
    "adjust",
)
"""Steps of which the client reads: taken by an agent, they answer who was waiting."""

_SEATED = ("hold", "payment_pending", "confirmed", "paid")
_SAME: Mapping[tuple[str, str | None], tuple[str, ...]] = {
    **{("payment_succeeded", status): (status,) for status in STATUSES},
    **{("refund_succeeded", status): (status,) for status in STATUSES},
    **{
        (event, status): (status,)
        for event in ("change_participants", "move_departure", "adjust", "reschedule")
        for status in _SEATED
    },
}
_TABLE: Mapping[tuple[str, str | None], tuple[str, ...]] = {
    **_SAME,
    ("create", None): ("quote",),
    ("change_quote", "quote"): ("quote",),
    ("offer_sent", "quote"): ("quote",),
    ("place_hold", "quote"): ("hold",),
    ("agent_confirm", "quote"): ("confirmed",),
    ("request_payment", "hold"): ("payment_pending",),
    ("payment_succeeded", "hold"): ("hold", "confirmed"),
    ("payment_succeeded", "payment_pending"): ("payment_pending", "confirmed"),
    ("payment_succeeded", "confirmed"): ("confirmed", "paid"),
    ("late_payment_revived", "expired"): ("confirmed",),
    ("refund_succeeded", "paid"): ("paid", "confirmed"),
    ("ttl", "hold"): ("expired",),
    ("ttl", "payment_pending"): ("expired",),
    **{("cancel", status): ("cancelled",) for status in ("quote", *_SEATED)},
    ("departure_ended", "confirmed"): ("completed",),
    ("departure_ended", "paid"): ("completed",),
    # A price that rises above what was paid, or falls to it, moves the booking between the two.
    **{
        (event, status): ("confirmed", "paid")
        for event in ("change_participants", "move_departure", "adjust")
        for status in ("confirmed", "paid")
    },
}
"""Event and status before to the statuses after."""

_STAMPS = {
    "confirmed": "confirmed_at",
    "paid": "paid_at",
    "completed": "completed_at",
    "expired": "expired_at",
    "cancelled": "cancelled_at",
}


def allows(event: str, status: str | None, to: str | None = None) -> bool:
    """Whether the event may happen in this status (and lead to `to`)."""
    after = _TABLE.get((event, status), ())
    return bool(after) if to is None else to in after


def require(booking: Booking, event: str) -> None:
    """Raise StepRefused where the booking's status does not allow the event."""
    if not allows(event, booking.status):
        raise StepRefused(
            _NOT_NOW[booking.status],
            code=booking.booking_code,
            step=_EVENTS.get(event, _ANOTHER),
            status=booking.status,
            event=event,
        )


def step(
    session: Session,
    booking: Booking,
    event: str,
    to: str,
    actor: Actor,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> BookingEvent:
    """Take a step: status, version, time stamp and event. The caller holds the booking's lock.

    Raises StepRefused where the table does not have it.
    """
    require(booking, event)
    if not allows(event, booking.status, to):
        raise StepRefused(
            "The step “%(step)s” leads booking %(code)s nowhere from where it stands.",
            code=booking.booking_code,
            step=_EVENTS.get(event, _ANOTHER),
            status=booking.status,
            event=event,
        )
    before = booking.status
    booking.status = to
    booking.version += 1
    booking.updated_at = now
    if to not in HELD:
        booking.hold_expires_at = booking.grace_until = None
    if (before, to) == ("paid", "confirmed"):
        booking.paid_at = None  # it stays confirmed since it was
    elif to != before and to in _STAMPS:
        setattr(booking, _STAMPS[to], now)
    if actor.kind == "agent" and event in TOLD and booking.conversation_id is not None:
        unanswered.end(session, booking.conversation_id, now)
    return write_event(session, booking, event, before, actor, now, data)


def write_event(
    session: Session,
    booking: Booking,
    event: str,
    before: str | None,
    actor: Actor,
    now: datetime,
    data: Mapping[str, Any] | None = None,
) -> BookingEvent:
    """One line of the history."""
    row = BookingEvent(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        event=event,
        from_status=before,
        to_status=booking.status,
        actor=actor.kind,
        actor_user_id=actor.user_id,
        data=dict(data or {}),
        at=now,
    )
    session.add(row)
    session.flush()
    return row


_EVENTS = {
    "change_quote": Text("changing the quote"),
    "offer_sent": Text("sending the offer"),
    "place_hold": Text("placing a hold"),
    "agent_confirm": Text("confirming without payment"),
    "request_payment": Text("requesting payment"),
    "cancel": Text("cancelling"),
    "departure_ended": Text("completing"),
    "change_participants": Text("changing the number of people"),
    "move_departure": Text("moving to another departure"),
    "adjust": Text("adjusting the price"),
    "reschedule": Text("changing the schedule"),
}
_ANOTHER = Text("taking this step")
_NOT_NOW = {
    "quote": Text("Booking %(code)s is a quote: %(step)s is not possible now."),
    "hold": Text("Booking %(code)s is held: %(step)s is not possible now."),
    "payment_pending": Text("Booking %(code)s awaits payment: %(step)s is not possible now."),
    "confirmed": Text("Booking %(code)s is confirmed: %(step)s is not possible now."),
    "paid": Text("Booking %(code)s is paid: %(step)s is not possible now."),
    "completed": Text("Booking %(code)s is completed: %(step)s is not possible now."),
    "expired": Text("Booking %(code)s is expired: %(step)s is not possible now."),
    "cancelled": Text("Booking %(code)s is cancelled: %(step)s is not possible now."),
}
