"""A hold: the seats are the client's until a deadline, at the price that is frozen now."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crm import leads, local_time, seats
from crm.bookings import machine, notices, outcome
from crm.bookings.machine import Actor
from crm.errors import StepRefused
from crm.models import Booking, Organization, TourDeparture


def place(session: Session, booking: Booking, actor: Actor, now: datetime) -> None:
    """Hold the seats of a quote. The caller holds the booking's lock.

    Raises StepRefused (not a quote, its price no longer good, too close to the start) or
    SeatsGone; nothing has changed then.
    """
    machine.require(booking, "place_hold")
    _require_valid(booking, now)
    organization = session.get_one(Organization, booking.organization_id)
    expires_at, grace_until = deadline(session, booking, organization, now)
    seats.claim(session, booking, now)
    booking.hold_expires_at, booking.grace_until = expires_at, grace_until
    data = {"until": expires_at.isoformat(), "seats": booking.num_participants}
    machine.step(session, booking, "place_hold", "hold", actor, now, data)
    leads.quoted(session, booking.lead_id, now)
    if not outcome.settle_held(session, booking, actor, now):
        notices.held(session, booking, now)


def deadline(
    session: Session, booking: Booking, organization: Organization, now: datetime
) -> tuple[datetime, datetime]:
    """Until when seats are held as the client is told, and when they really go (UTC).

    Neither is later than the departure. Raises StepRefused where it is too close.
    """
    expires_at = now + timedelta(minutes=organization.hold_minutes)
    grace = timedelta(minutes=organization.grace_minutes)
    if booking.tour_departure_id is None:
        return expires_at, expires_at + grace
    start = session.get_one(TourDeparture, booking.tour_departure_id).starts_at
    if start <= now:
        raise StepRefused("This departure has begun: nothing can be held on it.")
    expires_at = min(expires_at, max(start - grace, now + (start - now) / 2))
    return expires_at, min(expires_at + grace, start)


def keep_before(booking: Booking, departure: TourDeparture, now: datetime) -> None:
    """Let what is held end before a departure that it is moved to begins."""
    if booking.hold_expires_at is None or booking.grace_until is None:
        return
    grace = booking.grace_until - booking.hold_expires_at
    start = departure.starts_at
    latest = max(start - grace, now + (start - now) / 2)
    booking.hold_expires_at = min(booking.hold_expires_at, latest)
    booking.grace_until = min(booking.hold_expires_at + grace, start)


def _require_valid(booking: Booking, now: datetime) -> None:
    until = booking.quote_valid_until
    if until is not None and until <= now:
        raise StepRefused(
            "The price of %(code)s was good until %(until)s. Quote it anew, then hold it.",
            hint="(`flask bookings quote-again`)",
            code=booking.booking_code,
            until=local_time.Moment(until, booking.timezone),
        )
