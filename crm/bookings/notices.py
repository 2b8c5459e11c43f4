"""Which message each step of a booking leaves for its client; one where two would say the same.

Each is a row on the road of all messages, written with the step. Whether it may still go, and
what it says, is found when it is sent (crm.flows).
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from crm.bookings import moments
from crm.messages.automatic import queue_for_booking
from crm.models import Booking, Conversation, Payment, Refund

LAST_CALL_FROM = timedelta(hours=4)
"""A shorter hold has no last call: the first message has hardly been read."""


def offered(session: Session, booking: Booking, now: datetime) -> int | None:
    """The offer, with the link to its page."""
    return _queue(session, booking, "quote_offer", f"offer:{booking.id}:{booking.version}", now)


def held(session: Session, booking: Booking, now: datetime) -> None:
    """Seats are held; and, for later, that the hold will end."""
    version = f"{booking.id}:{booking.version}"
    _queue(session, booking, "booking_hold_created", f"hold:{version}", now)
    last_call(session, booking, now)


def last_call(session: Session, booking: Booking, now: datetime) -> None:
    """When a quarter of the time is left; earlier where that is at night."""
    until = booking.hold_expires_at
    if until is None or until - now < LAST_CALL_FROM:
        return
    at = moments.last_call(session, booking, until - (until - now) / 4)
    if at <= now:
        return
    key = f"hold_expiring:{booking.id}:{until:%Y%m%d%H%M}"
    queue_for_booking(session, booking, "hold_expiring", key, now, not_before=at)


def payment_requested(session: Session, booking: Booking, now: datetime) -> None:
    """What is to be paid, and by when."""
    key = f"payment_request:{booking.id}:{booking.version}"
    _queue(session, booking, "payment_request", key, now)
    last_call(session, booking, now)


def expired(session: Session, booking: Booking, now: datetime) -> None:
    """The hold has ended and the seats were given back."""
    key = f"expired:{booking.id}:{booking.version}"
    queue_for_booking(session, booking, "hold_expired", key, now)


def confirmed(session: Session, booking: Booking, now: datetime, payment: Payment | None) -> None:
    """Confirmed, with what was paid and the voucher: also the receipt's message."""
    about = {"payment": payment.id} if payment else {}
    key = f"confirmed:{booking.id}:{booking.version}"
    _queue(session, booking, "booking_confirmed", key, now, about)


def received(session: Session, booking: Booking, payment: Payment, now: datetime) -> None:
    """Money came; what remains, or that nothing does."""
    name = "payment_received_full" if booking.status == "paid" else "payment_received"
    if booking.status in ("hold", "payment_pending"):
        name = "partial_received"
    _queue(session, booking, name, f"payment:{payment.id}", now, {"payment": payment.id})


def late_payment(session: Session, booking: Booking, payment: Payment, now: datetime) -> None:
    """Money came for a booking that is over; never a confirmation."""
    key = f"payment:{payment.id}"
    _queue(session, booking, "late_payment", key, now, {"payment": payment.id})


def changed(
    session: Session, booking: Booking, kind: str, facts: dict[str, Any], now: datetime
) -> None:
    """Another number of people, another departure, another price."""
    key = f"changed:{booking.id}:{booking.version}"
    about = {"change": {"kind": kind, **facts}}
    _queue(session, booking, "booking_changed", key, now, about)


def cancelled(session: Session, booking: Booking, now: datetime) -> None:
    """The booking is off, and what will be refunded."""
    _queue(session, booking, "booking_cancelled", f"cancelled:{booking.id}", now)


def refunded(session: Session, booking: Booking, refund: Refund, now: datetime) -> None:
    """A refund was sent."""
    _queue(session, booking, "refund_sent", f"refund:{refund.id}", now, {"refund": refund.id})


def trip(session: Session, booking: Booking, now: datetime) -> None:
    """Two days before the trip, and the day after it."""
    soon = moments.before_trip(session, booking)
    if soon > now:
        day = booking.start_date.isoformat()
        key, about = f"trip_soon:{booking.id}:{day}", {"start_date": day}
        queue_for_booking(
            session, booking, "trip_soon_info", key, now, not_before=soon, about=about
        )
    after = moments.after_trip(session, booking)
    day = booking.end_date.isoformat()
    key, about = f"feedback:{booking.id}:{day}", {"end_date": day}
    queue_for_booking(session, booking, "trip_feedback", key, now, not_before=after, about=about)


def _queue(
    session: Session,
    booking: Booking,
    template: str,
    key: str,
    now: datetime,
    about: dict[str, Any] | None = None,
) -> int | None:
    """Queue for now. The client who wrote a moment ago is awake: it may go at any hour."""
    wrote_at = None
    if booking.conversation_id is not None:
        wrote_at = session.get_one(Conversation, booking.conversation_id).last_inbound_at
    return queue_for_booking(session, booking, template, key, now, about=about, answers_at=wrote_at)
