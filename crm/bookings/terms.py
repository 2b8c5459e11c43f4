"""Other terms of payment: another schedule, more time for a part, a part that is waived.

Each is a step of the booking with its event; reminders follow the new days. The caller holds
the booking's lock.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm import local_time, money, roles
from crm.bookings import machine, notices, outcome
from crm.bookings.machine import Actor
from crm.errors import NotFound, StepRefused
from crm.models import Booking, Organization, PaymentInstallment, TourDeparture
from crm.payments import locks, schedule
from crm.reminders import plan as reminders


def part(session: Session, booking: Booking, number: int) -> PaymentInstallment:
    """A part of the schedule by the number it is shown with. Raises NotFound."""
    for row in locks.parts(session, booking.id):
        if row.seq == number and row.status != "cancelled":
            return row
    raise NotFound(
        "%(code)s has no part %(number)s.",
        hint="`flask payments schedule %(code)s` shows them.",
        code=booking.booking_code,
        number=number,
    )


def agree(
    session: Session,
    booking: Booking,
    parts: Sequence[tuple[Decimal, date]],
    actor: Actor,
    now: datetime,
) -> None:
    """Parts and days as agreed with the client, for what is not settled yet.

    Raises StepRefused, ScheduleRefused or AmountRefused.
    """
    machine.require(booking, "reschedule")
    kept = schedule.settled(session, booking)
    wanted = schedule.custom(parts, booking, _today(session, booking, now), kept=kept)
    schedule.write(session, booking, wanted, now)
    if booking.status == "payment_pending":
        booking.deposit_amount = wanted[0].amount
    told = [f"{money.plain(amount, booking.currency)} {day.isoformat()}" for amount, day in parts]
    _done(session, booking, {"parts": told}, actor, now)
    outcome.settle_held(session, booking, actor, now)


def give_time(
    session: Session,
    booking: Booking,
    installment: PaymentInstallment,
    day: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Another day for a part. Raises StepRefused or ScheduleRefused."""
    machine.require(booking, "reschedule")
    before = installment.due_date.isoformat()
    schedule.reschedule(session, installment, day, now)
    facts = {"installment": installment.id, "before": before, "after": day.isoformat()}
    _done(session, booking, facts, actor, now)


def give_time_for_late(
    session: Session, booking: Booking, day: date, actor: Actor, now: datetime
) -> None:
    """Another day for every part whose own is over. Raises StepRefused where none is, or
    ScheduleRefused."""
    today = _today(session, booking, now)
    late = [row for row in schedule.owed(session, booking) if row.due_date < today]
    if not late:
        raise StepRefused("No payment of %(code)s is late any more.", code=booking.booking_code)
    for row in late:
        give_time(session, booking, row, day, actor, now)


def waive(
    session: Session,
    booking: Booking,
    installment: PaymentInstallment,
    actor: Actor,
    now: datetime,
) -> None:
    """Ask no more for what is unpaid of a part. Raises StepRefused, RoleRefused."""
    roles.require(session, actor, "waive")
    machine.require(booking, "reschedule")
    schedule.waive(session, installment, now)
    _done(session, booking, {"waived": installment.id}, actor, now)


def _done(
    session: Session, booking: Booking, facts: dict[str, Any], actor: Actor, now: datetime
) -> None:
    _hold_on(session, booking, now)
    machine.step(session, booking, "reschedule", booking.status, actor, now, facts)
    reminders.plan(session, booking, now)


def _hold_on(session: Session, booking: Booking, now: datetime) -> None:
    """Who was given more time for the first part keeps the seats until then."""
    first = next(iter(schedule.owed(session, booking)), None)
    if booking.status != "payment_pending" or first is None or booking.hold_expires_at is None:
        return
    organization = session.get_one(Organization, booking.organization_id)
    until = local_time.ends_at(first.due_date, organization.timezone)
    grace = timedelta(minutes=organization.grace_minutes)
    latest = until + grace
    if booking.tour_departure_id is not None:
        start = session.get_one(TourDeparture, booking.tour_departure_id).starts_at
        until, latest = min(until, max(start - grace, now)), min(latest, start)
    if until <= booking.hold_expires_at:
        return
    booking.hold_expires_at, booking.grace_until = until, max(until, latest)
    notices.last_call(session, booking, now)


def _today(session: Session, booking: Booking, now: datetime) -> date:
    organization = session.get_one(Organization, booking.organization_id)
    return local_time.today(now, organization.timezone)
