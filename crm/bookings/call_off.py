"""Calling off a whole departure: no more seats sold, each booking cancelled, then the end.

Three kinds of transactions, each safe to repeat: whoever was interrupted begins again, and
what was done stays done.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from crm import departures, roles
from crm.bookings import cancel, find
from crm.bookings.machine import Actor
from crm.errors import StepRefused
from crm.models import Booking, TourDeparture
from crm.models.booking import SEATED


def begin(session: Session, departure: TourDeparture, actor: Actor, now: datetime) -> list[int]:
    """Sell no more seats; the ids of the bookings to cancel. Raises RoleRefused, StepRefused."""
    roles.require(session, actor, "cancel_departure")
    if departure.starts_at <= now:
        raise StepRefused("This departure has begun. Settle each of its bookings by itself.")
    if departure.status != "closed":
        departures.close(session, departure, now)
    return [booking.id for booking in departures.bookings_of(session, departure)]


def cancel_one(
    session: Session,
    departure: TourDeparture,
    booking_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Booking | None:
    """Cancel one booking of it; None where it has gone or moved meanwhile."""
    roles.require(session, actor, "cancel_departure")
    booking = find.locked(session, booking_id)
    if booking.status not in SEATED or booking.tour_departure_id != departure.id:
        return None
    cancel.cancel(session, booking, "operator", reason, actor, now)
    return booking


def finish(session: Session, departure: TourDeparture, actor: Actor, now: datetime) -> None:
    """Mark it as cancelled; nobody has a seat on it. Raises StepRefused."""
    roles.require(session, actor, "cancel_departure")
    departures.end(session, departure, now)
