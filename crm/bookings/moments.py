"""When the planned messages of a booking are due: instants that the client can be awake at."""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from crm import clients, local_time, quiet
from crm.models import Booking, Client, Organization

BEFORE_TRIP = timedelta(days=2)
SOON_TIME = time(17)
"""Local, where the trip begins."""

FEEDBACK_TIME = time(12)


def last_call(session: Session, booking: Booking, at: datetime) -> datetime:
    """`at`, or the last minute before the night that it falls into: never after the deadline."""
    return _hours(session, booking).latest_before(at)


def before_trip(session: Session, booking: Booking) -> datetime:
    """Two days before, in the late afternoon of where it begins; not in the client's night."""
    day = booking.start_date - BEFORE_TRIP
    at = local_time.starts_at(day, SOON_TIME, booking.timezone)
    return _hours(session, booking).allowed_from(at)


def after_trip(session: Session, booking: Booking) -> datetime:
    """The day after its last."""
    day = booking.end_date + timedelta(days=1)
    at = local_time.starts_at(day, FEEDBACK_TIME, booking.timezone)
    return _hours(session, booking).allowed_from(at)


def _hours(session: Session, booking: Booking) -> quiet.Hours:
    """The quiet hours of the booking's client."""
    organization = session.get_one(Organization, booking.organization_id)
    client = session.get_one(Client, booking.client_id)
    zone = clients.timezone_of(client, organization.timezone)
    return quiet.Hours(organization.quiet_start, organization.quiet_end, zone)
