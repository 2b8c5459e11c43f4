"""An expired booking lives again: its money came late, and its seats are still there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import local_time, seats
from crm.bookings import confirm
from crm.bookings.machine import Actor
from crm.errors import SeatsGone
from crm.models import Booking, Lead, TourDeparture


def tried(
    session: Session, booking: Booking, actor: Actor, now: datetime, data: Mapping[str, Any]
) -> bool:
    """Whether it could have its seats again, and has them now. The caller tells the client."""
    if _lead_is_taken(session, booking) or _has_begun(session, booking, now):
        return False
    try:
        with session.begin_nested():
            seats.claim(session, booking, now)
    except SeatsGone:
        return False
    confirm.by_payment(session, booking, "late_payment_revived", actor, now, data)
    return True


def _lead_is_taken(session: Session, booking: Booking) -> bool:
    """Another booking of the same lead lives: only one of the two can.

    The lead is locked, so that two that wish to live look one after the other.
    """
    if booking.lead_id is None:
        return False
    session.execute(
        select(Lead.id).where(Lead.id == booking.lead_id).with_for_update(key_share=True)
    )
    other = session.scalar(
        select(Booking.id).where(
            Booking.lead_id == booking.lead_id,
            Booking.id != booking.id,
            Booking.status.not_in(("expired", "cancelled")),
        )
    )
    return other is not None


def _has_begun(session: Session, booking: Booking, now: datetime) -> bool:
    if booking.tour_departure_id is None:
        return booking.start_date < local_time.today(now, booking.timezone)
    return session.get_one(TourDeparture, booking.tour_departure_id).starts_at <= now
