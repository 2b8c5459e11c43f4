"""The parts of a price: what holds for them, and how they are made to fit another total.

Nothing here asks the database: it compares values and changes those of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from crm import money
from crm.errors import ScheduleRefused, Text
from crm.models import Booking, PaymentInstallment
from crm.models.money import OWED


@dataclass(frozen=True)
class Part:
    """A part of the price: deposit, installment, balance, or full where it is the only one."""

    kind: str
    amount: Decimal
    due_date: date
    """The last day, in the organization's zone."""


def new(booking: Booking, seq: int, part: Part, now: datetime) -> PaymentInstallment:
    """The row of a part, nothing paid on it; the caller adds it."""
    return PaymentInstallment(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        seq=seq,
        kind=part.kind,
        amount=part.amount,
        currency=booking.currency,
        due_date=part.due_date,
        status="pending",
        paid_amount=Decimal(0),
        created_at=now,
        updated_at=now,
    )


def add(parts: Sequence[PaymentInstallment], more: Decimal, now: datetime) -> bool:
    """Ask for more in the last open part; False where none is open."""
    still_open = [row for row in parts if row.status in OWED]
    if still_open:
        still_open[-1].amount += more
        still_open[-1].updated_at = now
    return bool(still_open)


def cut(parts: Sequence[PaymentInstallment], less: Decimal, now: datetime) -> None:
    """Ask for less: of what is open, then what is waived, then what is paid, the last first.

    A part of which nothing is left is cancelled.
    """
    backwards = list(reversed(parts))
    turns = [(row, row.paid_amount) for row in backwards if row.status in OWED]
    turns += [(row, Decimal(0)) for row in backwards if row.status == "waived"]
    turns += [(row, Decimal(0)) for row in backwards]
    for row, floor in turns:
        if row.status == "cancelled":
            continue
        taken = min(less, row.amount - floor)
        less -= taken
        if taken:
            _shrink(row, taken, now)


_MORE = Text("The parts are %(by)s more than the price, %(price)s.")
_LESS = Text("The parts are %(by)s less than the price, %(price)s.")


def check_sum(booking: Booking, parts: Sequence[Part]) -> None:
    """Raises ScheduleRefused where the parts do not sum to the total, naming by how much."""
    off = sum((part.amount for part in parts), Decimal(0)) - booking.total_amount
    if off:
        message = _MORE if off > 0 else _LESS
        raise ScheduleRefused(
            message,
            by=money.Sum(abs(off), booking.currency),
            price=money.Sum(booking.total_amount, booking.currency),
        )


def named(parts: Sequence[Part], kept: int) -> list[Part]:
    """Deposit first, balance last, installments between; those kept keep their names."""
    if len(parts) == 1:
        return [replace(parts[0], kind="full")]
    named = list(parts)
    if not kept:
        named[0] = replace(named[0], kind="deposit")
    named[-1] = replace(named[-1], kind="balance")
    return named


def is_settled(row: PaymentInstallment) -> bool:
    """Whether a plan must leave it as it is: something is paid on it, or it was waived."""
    return row.status in ("paid", "waived") or (row.status in OWED and row.paid_amount > 0)


def take(wanted: list[Part], row: PaymentInstallment, booking: Booking) -> None:
    """Strike a settled row from the wanted parts. Raises ScheduleRefused where it is not there."""
    for part in wanted:
        if (part.amount, part.due_date) == (row.amount, row.due_date):
            wanted.remove(part)
            return
    raise ScheduleRefused(
        "%(amount)s due %(due_date)s is settled and stays as it is. Plan only the rest anew.",
        amount=money.Sum(row.amount, booking.currency),
        due_date=row.due_date,
    )


def check_owed(row: PaymentInstallment) -> None:
    """Raises ScheduleRefused where the part is paid, waived or cancelled."""
    if row.status not in OWED:
        raise ScheduleRefused("This part is settled: nothing of it is owed.", status=row.status)


def _shrink(row: PaymentInstallment, by: Decimal, now: datetime) -> None:
    row.updated_at = now
    if by == row.amount:
        row.status, row.paid_amount, row.paid_at = "cancelled", Decimal(0), None
        return
    row.amount -= by
    row.paid_amount = min(row.paid_amount, row.amount)
