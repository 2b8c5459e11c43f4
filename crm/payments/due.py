"""What a booking's client is to pay next, by when: computed on each look, never kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm import local_time
from crm.booking_card import Card
from crm.models import Booking
from crm.models.booking import HELD
from crm.models.money import OWED, PaymentInstallment
from crm.payments.standing import NOTHING

PAYABLE = (*HELD, "confirmed", "paid", "completed")
"""Bookings that still take money; the others say “write to us”."""


@dataclass(frozen=True)
class Due:
    """The next sum to pay, in the booking's currency."""

    amount: Decimal
    rest: Decimal
    """What stays to be paid after it."""
    kind: str
    """deposit, balance, installment or full."""
    by: date | None
    """The last local day, where a schedule names one."""
    until: datetime | None
    """The deadline of a hold: seats are kept for it until then."""
    overdue: bool
    """The day, or the deadline, has gone by."""

    @property
    def everything(self) -> Decimal:
        """All that is still to be paid."""
        return self.amount + self.rest


def of(card: Card, now: datetime) -> Due | None:
    """The next sum; None where nothing is due or the booking takes no money."""
    booking = card.booking
    if booking.status not in PAYABLE:
        return None
    if not card.installments:
        return _of_hold(card, now)
    owed = [one for one in card.installments if one.status in OWED]
    if not owed:
        return None
    today = local_time.today(now, card.organization.timezone)
    wanted = _wanted(owed, today)
    amount, whole = _left(wanted), _left(owed)
    kind = wanted[0].kind if len(wanted) == 1 else "installment"
    if amount == whole and kind == "installment":
        kind = "balance" if card.standing.paid > 0 else "full"
    by = wanted[0].due_date
    late = by < today or _is_over(booking, now)
    return Due(amount, whole - amount, kind, by, booking.hold_expires_at, overdue=late)


def _of_hold(card: Card, now: datetime) -> Due | None:
    """Before a schedule is written the deposit is what confirms; then whatever is left."""
    booking, whole = card.booking, card.standing.due
    if whole <= 0:
        return None
    first = booking.deposit_amount - card.standing.paid
    amount = min(first, whole) if first > 0 else whole
    kind = "full" if amount == whole else "deposit"
    late = _is_over(booking, now)
    return Due(amount, whole - amount, kind, None, booking.hold_expires_at, overdue=late)


def _is_over(booking: Booking, now: datetime) -> bool:
    """The deadline the client was told has gone by; the seats are kept for a grace still."""
    return booking.hold_expires_at is not None and booking.hold_expires_at <= now


def _left(parts: Sequence[PaymentInstallment]) -> Decimal:
    return sum((part.amount - part.paid_amount for part in parts), NOTHING)


def _wanted(owed: list[PaymentInstallment], today: date) -> list[PaymentInstallment]:
    """Those whose day has come, together; else the ones of the next day."""
    came = [one for one in owed if one.due_date <= today]
    return came or [one for one in owed if one.due_date == owed[0].due_date]
