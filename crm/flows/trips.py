"""Around the trip: what to know two days before it, and the question after it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from crm import local_time
from crm.bookings import moments
from crm.flows.flow import Case, Flow, Stop, Verdict

FEEDBACK_WITHIN = timedelta(days=14)
"""Who has not been asked by then is not asked any more."""


def _soon(case: Case) -> Verdict:
    booking = case.booking
    if booking.status not in ("confirmed", "paid"):
        return Stop(f"booking_{booking.status}")
    if _begins(case) <= case.now:
        return Stop("departed")
    if case.planned_for not in (None, booking.start_date.isoformat()):
        return Stop("superseded")
    return None


def _begins(case: Case) -> datetime:
    if case.departure is not None:
        return case.departure.starts_at
    return local_time.starts_at(case.booking.start_date, None, case.booking.timezone)


def _can_wait(case: Case) -> bool:
    """Who leaves before the night is over is told in it."""
    return case.quiet_hours.allowed_from(case.now) < _begins(case)


def _feedback(case: Case) -> Verdict:
    booking = case.booking
    if booking.status not in ("confirmed", "paid", "completed"):
        return Stop(f"booking_{booking.status}")
    if case.planned_for not in (None, booking.end_date.isoformat()):
        return Stop("superseded")
    planned = moments.after_trip(case.session, booking)
    if planned > case.now:
        return Stop("superseded")
    return Stop("too_late") if planned + FEEDBACK_WITHIN < case.now else None


FLOWS: Mapping[str, Flow] = {
    "trip_soon_info": Flow(_soon, keeps_quiet=_can_wait),
    "trip_feedback": Flow(_feedback),
}
