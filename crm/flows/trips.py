"""Around the trip: what to know two days before it, and the question after it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from crm import clients, local_time, quiet
from crm.flows.flow import Case, Flow, Stop, Verdict
from crm.models import Booking, Client, Organization, TourDeparture

SOON_DAYS, SOON_TIME = 2, time(17)
FEEDBACK_DAYS, FEEDBACK_TIME = 1, time(12)
FEEDBACK_WITHIN = timedelta(days=14)
"""Who has not been asked by then is not asked any more."""


def soon_at(session: Session, booking: Booking) -> datetime:
    """When the client is told what to know: two days before, at 17:00 where it begins."""
    del session
    day = booking.start_date - timedelta(days=SOON_DAYS)
    return local_time.starts_at(day, SOON_TIME, booking.timezone)


def feedback_at(session: Session, booking: Booking) -> datetime:
    """When the client is asked how it was: the day after, at noon where it ended."""
    del session
    day = booking.end_date + timedelta(days=FEEDBACK_DAYS)
    return local_time.starts_at(day, FEEDBACK_TIME, booking.timezone)


def not_at_night(
    at: datetime, client: Client, organization: Organization, *, earlier: bool = False
) -> datetime:
    """The instant, or the nearest after it (or before it) at which the client is awake."""
    zone = clients.timezone_of(client, organization.timezone)
    hours = quiet.Hours(organization.quiet_start, organization.quiet_end, zone)
    return hours.latest_before(at) if earlier else hours.allowed_from(at)


def _soon(case: Case) -> Verdict:
    booking = case.booking
    if booking.status not in ("confirmed", "paid"):
        return Stop(f"booking_{booking.status}")
    if _begins(case) <= case.now:
        return Stop("departed")
    if _planned_for(case) not in (None, booking.start_date):
        return Stop("superseded")
    return None


def _begins(case: Case) -> datetime:
    if case.departure is not None:
        return case.departure.starts_at
    return local_time.starts_at(case.booking.start_date, None, case.booking.timezone)


def _planned_for(case: Case) -> date | None:
    """The first day of the trip that the message was planned for, where it says one."""
    said = case.about.get("day")
    return date.fromisoformat(said) if said else None


def _on_the_way(case: Case) -> bool:
    """Who leaves before the night is over is told in it."""
    return case.quiet_hours.allowed_from(case.now) < _begins(case)


def _feedback(case: Case) -> Verdict:
    booking = case.booking
    if booking.status not in ("confirmed", "paid", "completed"):
        return Stop(f"booking_{booking.status}")
    planned = feedback_at(case.session, booking)
    if planned > case.now:
        return Stop("superseded")
    return Stop("too_late") if planned + FEEDBACK_WITHIN < case.now else None


FLOWS: Mapping[str, Flow] = {
    "trip_soon_info": Flow(_soon, keeps_quiet=_on_the_way),
    "trip_feedback": Flow(_feedback),
}


def departure_soon_at(departure: TourDeparture) -> datetime:
    """When a guide is given the list of the group: the evening before, at 18:00 there."""
    day = departure.departure_date - timedelta(days=1)
    return local_time.starts_at(day, time(18), departure.timezone)
