"""Requesting payment: the schedule is written, and the hold lasts until its first part is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crm import links, local_time, money
from crm.bookings import machine, notices
from crm.bookings.machine import Actor
from crm.errors import StepRefused
from crm.models import Booking, Organization, TourDeparture
from crm.models.money import OWED
from crm.payments import locks, schedule
from crm.payments.schedule import Part
from crm.reminders import plan as reminders


def request_payment(
    session: Session,
    booking: Booking,
    actor: Actor,
    now: datetime,
    parts: Sequence[Part] | None = None,
) -> None:
    """Ask the client of a hold for the first part: of those given, those agreed, or the usual.

    The caller holds the booking's lock. Raises StepRefused, also where the time that the client
    was told is over, or ScheduleRefused for parts that do not sum to the total.
    """
    machine.require(booking, "request_payment")
    organization = session.get_one(Organization, booking.organization_id)
    if parts is None:
        parts = _agreed(session, booking, organization, now) or _usual(booking, organization, now)
    elif parts:
        booking.deposit_amount = parts[0].amount  # as agreed: who pays it has kept the seats
        _hold_until(session, booking, organization, parts[0], now)
    data = {"parts": [_said(part, booking.currency) for part in parts]}
    machine.step(session, booking, "request_payment", "payment_pending", actor, now, data)
    schedule.write(session, booking, parts, now)
    links.token_of(session, booking, now)
    reminders.plan(session, booking, now)
    notices.payment_requested(session, booking, now)


def _agreed(
    session: Session, booking: Booking, organization: Organization, now: datetime
) -> list[Part]:
    """The parts agreed while it was held, fitted to its price; the seats wait for the first."""
    if not any(row.status != "cancelled" for row in locks.parts(session, booking.id)):
        return []
    schedule.replan(session, booking, now)
    rows = sorted(
        (row for row in locks.parts(session, booking.id) if row.status != "cancelled"),
        key=lambda row: (row.due_date, row.seq),
    )
    owed = [row for row in rows if row.status in OWED]
    if owed and owed[0].due_date >= local_time.today(now, organization.timezone):
        first = Part(owed[0].kind, owed[0].amount, owed[0].due_date)
        _hold_until(session, booking, organization, first, now)
    return [Part(row.kind, row.amount, row.due_date) for row in rows]


def _usual(booking: Booking, organization: Organization, now: datetime) -> list[Part]:
    """Deposit by the end of the hold, and the balance. Raises StepRefused where that is over."""
    until = booking.hold_expires_at
    assert until is not None  # noqa: S101  (the database says so of a hold)
    if until <= now:
        raise StepRefused(
            "The hold of %(code)s was until %(until)s. Name the parts and their days, so that the "
            "client has time to pay.",
            code=booking.booking_code,
            until=local_time.Moment(until, organization.timezone),
        )
    return schedule.plan(booking, organization, local_time.today(until, organization.timezone))


def _hold_until(
    session: Session, booking: Booking, organization: Organization, first: Part, now: datetime
) -> None:
    """A deadline of the agent's own: the end of the day on which the first part is due."""
    expires_at = local_time.ends_at(first.due_date, organization.timezone)
    grace = timedelta(minutes=organization.grace_minutes)
    if booking.tour_departure_id is None:
        booking.hold_expires_at, booking.grace_until = expires_at, expires_at + grace
        return
    start = session.get_one(TourDeparture, booking.tour_departure_id).starts_at
    booking.hold_expires_at = min(expires_at, max(start - grace, now))
    booking.grace_until = min(booking.hold_expires_at + grace, start)


def _said(part: Part, currency: str) -> str:
    return f"{money.plain(part.amount, currency)} {part.due_date.isoformat()}"
