"""By which days a booking is to be paid: its parts, how they are planned, changed and read.

The parts that are not cancelled sum to the booking's total, waived ones included. Whoever
changes them holds the booking's lock.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm import local_time, money
from crm.bookings import find
from crm.errors import ScheduleRefused
from crm.models import Booking, Organization, Payment, PaymentInstallment
from crm.models.money import OWED
from crm.payments import allocation, locks, parts as plan_parts, shown

Part = plan_parts.Part
BATCH = 500


def plan(
    booking: Booking,
    organization: Organization,
    today: date,
    *,
    deposit_due: date | None = None,
) -> list[Part]:
    """The usual parts: the deposit by `deposit_due` (else today), the rest before the trip.

    One part where the rest would be due no later than the deposit, or one of them is nothing.
    """
    first = deposit_due or today
    rest_due = max(booking.start_date - timedelta(days=organization.balance_due_days), today)
    total, deposit = booking.total_amount, booking.deposit_amount
    if total == 0:
        return []
    if deposit == 0:
        return [Part("full", total, rest_due)]
    if deposit >= total or rest_due <= first:
        return [Part("full", total, first)]
    return [Part("deposit", deposit, first), Part("balance", total - deposit, rest_due)]


def custom(
    parts: Sequence[tuple[Decimal, date]],
    booking: Booking,
    today: date,
    *,
    kept: Sequence[Part] = (),
) -> list[Part]:
    """Parts as an agent agreed them with the client, after those `kept` (see `settled`).

    Raises ScheduleRefused: other sum than the total, a day gone by, days out of order.
    Raises AmountRefused: more digits than the currency has.
    """
    amounts = [money.check(amount, booking.currency) for amount, _ in parts]
    days = [day for _, day in parts]
    if not parts or min(amounts) <= 0:
        raise ScheduleRefused("Each part of a schedule is more than nothing, and there is one.")
    if min(days) < today:
        raise _over(min(days), today)
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ScheduleRefused("Write the parts in the order of their days, one a day.")
    wanted = [*kept, *(Part("installment", *part) for part in zip(amounts, days, strict=True))]
    plan_parts.check_sum(booking, wanted)
    return plan_parts.named(wanted, len(kept))


def settled(session: Session, booking: Booking) -> list[Part]:
    """The parts that stay as they are: paid in full or in part, and waived ones."""
    return [
        Part(part.kind, part.amount, part.due_date)
        for part in _in_order(session, booking)
        if plan_parts.is_settled(part)
    ]


def write(session: Session, booking: Booking, parts: Sequence[Part], now: datetime) -> None:
    """Make these the booking's parts; a row that can be kept keeps its id and its reminders.

    Raises ScheduleRefused where they do not sum to the total or leave out a settled part.
    """
    plan_parts.check_sum(booking, parts)
    rows = sorted(locks.parts(session, booking.id), key=lambda row: row.seq)
    wanted = list(parts)
    for row in rows:
        if plan_parts.is_settled(row):
            plan_parts.take(wanted, row, booking)
    free = [row for row in rows if not plan_parts.is_settled(row)]
    last = max((row.seq for row in rows), default=0)
    for row, part in zip(free, wanted, strict=False):
        row.kind, row.amount, row.due_date = part.kind, part.amount, part.due_date
        row.status, row.paid_amount, row.updated_at = "pending", Decimal(0), now
    for row in free[len(wanted) :]:
        row.status, row.updated_at = "cancelled", now
    for seq, part in enumerate(wanted[len(free) :], start=last + 1):
        session.add(plan_parts.new(booking, seq, part, now))
    session.flush()
    allocation.allocate(session, booking, now)


def replan(session: Session, booking: Booking, now: datetime) -> None:
    """Fit the parts to a changed total: what is still open, from the last part backwards.

    More goes to the last open part, or to a new one by the usual day of the balance. Where
    the total falls below what is waived and paid, those shrink too, and the rest is credit.
    """
    parts = [row for row in locks.parts(session, booking.id) if row.status != "cancelled"]
    parts.sort(key=lambda row: (row.due_date, row.seq))
    change = booking.total_amount - sum((row.amount for row in parts), Decimal(0))
    if change > 0 and not plan_parts.add(parts, change, now):
        session.add(_one_more(session, booking, change, now))
    elif change < 0:
        plan_parts.cut(parts, -change, now)
    session.flush()
    allocation.allocate(session, booking, now)


def cancel_open(session: Session, booking: Booking, now: datetime) -> None:
    """Nothing more is asked for: every part not paid in full is cancelled."""
    for row in locks.parts(session, booking.id):
        if row.status in OWED:
            row.status, row.updated_at = "cancelled", now
    session.flush()


def ensure(session: Session, booking: Booking, now: datetime) -> None:
    """The usual parts, where a booking was confirmed before any were written."""
    if locks.parts(session, booking.id):
        return
    organization = session.get_one(Organization, booking.organization_id)
    today = local_time.today(now, organization.timezone)
    write(session, booking, plan(booking, organization, today), now)


def reopen(session: Session, booking: Booking, now: datetime) -> None:
    """A booking that had expired lives again: its parts are asked for as before.

    Those whose day is over are due today. Called when its status says that it lives; while
    it is expired, nothing is owed on it. One whose parts sum to its total is left as it is.
    """
    organization = session.get_one(Organization, booking.organization_id)
    today = local_time.today(now, organization.timezone)
    rows = locks.parts(session, booking.id)
    live = sum((row.amount for row in rows if row.status != "cancelled"), Decimal(0))
    for row in rows if live != booking.total_amount else ():
        if row.status == "cancelled":
            row.status, row.updated_at = "pending", now
            row.due_date = max(row.due_date, today)
    session.flush()
    ensure(session, booking, now)
    replan(session, booking, now)


def waive(session: Session, installment: PaymentInstallment, now: datetime) -> None:
    """Ask no more for what is unpaid of a part; what is paid of it stays a part of its own.

    Raises ScheduleRefused where nothing of it is owed.
    """
    booking = find.locked(session, installment.booking_id)
    rows = locks.parts(session, booking.id)
    plan_parts.check_owed(installment)
    if installment.paid_amount:
        unpaid = installment.amount - installment.paid_amount
        part = Part(installment.kind, unpaid, installment.due_date)
        installment.amount = installment.paid_amount
        installment = plan_parts.new(booking, max(row.seq for row in rows) + 1, part, now)
        session.add(installment)
    installment.status, installment.updated_at = "waived", now
    session.flush()
    allocation.allocate(session, booking, now)


def reschedule(
    session: Session, installment: PaymentInstallment, due_date: date, now: datetime
) -> None:
    """Give the client another day for a part. Raises ScheduleRefused: gone by, nothing owed."""
    booking = find.locked(session, installment.booking_id)
    locks.parts(session, booking.id)
    plan_parts.check_owed(installment)
    today = local_time.today(now, session.get_one(Organization, booking.organization_id).timezone)
    if due_date < today:
        raise _over(due_date, today)
    installment.due_date, installment.updated_at = due_date, now
    session.flush()
    allocation.allocate(session, booking, now)


def mark_overdue(
    session: Session, organization: Organization, now: datetime, limit: int = BATCH
) -> int:
    """Mark parts whose day is over where the organization is; how many (`limit`: more wait)."""
    today = local_time.today(now, organization.timezone)
    late = (
        select(PaymentInstallment.id)
        .where(
            PaymentInstallment.status.in_(("pending", "partially_paid")),
            PaymentInstallment.due_date < today,
            PaymentInstallment.organization_id == organization.id,
        )
        .order_by(PaymentInstallment.due_date, PaymentInstallment.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("late")  # read once: as a subquery, some plans ask it again and pass the limit
    )
    marked = session.scalars(
        update(PaymentInstallment)
        .where(PaymentInstallment.id.in_(select(late.c.id)))
        .values(status="overdue", updated_at=now)
        .returning(PaymentInstallment.id)
    )
    return len(marked.all())


def owed(session: Session, booking: Booking) -> list[PaymentInstallment]:
    """The parts that still want money, the one due first at the head."""
    return [row for row in _in_order(session, booking) if row.status in OWED]


def due(session: Session, booking: Booking, day: date) -> Decimal:
    """What is to be paid by a day and is not yet; never below nothing."""
    unpaid = (row.amount - row.paid_amount for row in owed(session, booking) if row.due_date <= day)
    return sum(unpaid, Decimal(0))


def next_due(session: Session, booking: Booking, day: date) -> PaymentInstallment | None:
    """The first part still owed that is due on a day or later."""
    return next((row for row in owed(session, booking) if row.due_date >= day), None)


def view(session: Session, booking: Booking) -> list[dict[str, Any]]:
    """The schedule as JSON for other programs: amounts as text, days and instants as ISO 8601.

    `transaction_id` is the payment that made the part full.
    """
    rows = [row for row in _in_order(session, booking) if row.status != "cancelled"]
    payments = session.scalars(
        select(Payment)
        .where(Payment.booking_id == booking.id, Payment.status == "succeeded")
        .order_by(Payment.succeeded_at, Payment.id)
    ).all()
    return shown.parts(rows, payments)


def _in_order(session: Session, booking: Booking) -> list[PaymentInstallment]:
    return list(
        session.scalars(
            select(PaymentInstallment)
            .where(PaymentInstallment.booking_id == booking.id)
            .order_by(PaymentInstallment.due_date, PaymentInstallment.seq)
        )
    )


def _one_more(
    session: Session, booking: Booking, amount: Decimal, now: datetime
) -> PaymentInstallment:
    """A part for what was added after all others were paid, by the usual day of the balance.

    It is not due before any of those, so that what is paid stays paid.
    """
    organization = session.get_one(Organization, booking.organization_id)
    usual = booking.start_date - timedelta(days=organization.balance_due_days)
    rows = _in_order(session, booking)
    days = [row.due_date for row in rows if row.status != "cancelled"]
    due_date = max([local_time.today(now, organization.timezone), usual, *days])
    part = Part("balance" if days else "full", amount, due_date)
    return plan_parts.new(booking, max((row.seq for row in rows), default=0) + 1, part, now)


def _over(day: date, today: date) -> ScheduleRefused:
    return ScheduleRefused("%(day)s is over. Name a day from %(today)s on.", day=day, today=today)
