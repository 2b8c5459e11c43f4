"""What a person must look at: money that is not where a booking's status would have it."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from crm import tasks
from crm.models import Booking
from crm.money import plain
from crm.payments import ledger, standing
from crm.payments.standing import Standing

_KINDS = {
    "late_payment": "late_payment",
    "overpaid": "unexpected_payment",
    "unexpected_payment": "unexpected_payment",
}
"""The task that goes with each word of `needs_attention`."""


def needed(session: Session, booking: Booking, why: str, money: Standing, now: datetime) -> None:
    """Say on the booking why a person must look, and give somebody the task."""
    _write(session, booking, why, now)
    tasks.open_for(session, _matter(booking, _KINDS[why], money), now)


def settled(session: Session, booking: Booking, now: datetime) -> None:
    """The cause is gone, and with it the tasks."""
    _write(session, booking, None, now)
    for kind in sorted(set(_KINDS.values())):
        tasks.close(session, kind, f"bookings:{booking.id}", now)


def note_credit(session: Session, booking: Booking, money: Standing, now: datetime) -> None:
    """More than the total was paid: a person decides what becomes of it."""
    if booking.status not in ("confirmed", "paid", "completed"):
        return
    if money.credit > 0:
        needed(session, booking, "overpaid", money, now)
    elif booking.needs_attention == "overpaid":
        settled(session, booking, now)


def note_refund(session: Session, booking: Booking, money: Standing, now: datetime) -> None:
    """Money went back: of a booking that is over, perhaps all that is not a fee."""
    if money.paid > ledger.balance(session, booking, ledger.FEES):
        return
    if booking.needs_attention == "late_payment":
        settled(session, booking, now)
    if booking.status == "cancelled":
        tasks.close(session, "refund_due", f"bookings:{booking.id}", now)


def note_expiry(session: Session, booking: Booking, now: datetime) -> None:
    """The seats went although something was paid: a person gives it back or books anew."""
    money = standing.of(session, booking)
    if money.paid > 0:
        needed(session, booking, "late_payment", money, now)


def _write(session: Session, booking: Booking, why: str | None, now: datetime) -> None:
    booking.needs_attention = why
    booking.updated_at = now
    session.flush()


def _matter(booking: Booking, kind: str, money: Standing) -> tasks.Matter:
    return tasks.Matter(
        kind=kind,
        subject=f"bookings:{booking.id}",
        organization_id=booking.organization_id,
        conversation_id=booking.conversation_id,
        reason=booking.status,
        facts={
            "booking_code": booking.booking_code,
            "paid": plain(money.paid, booking.currency),
            "credit": plain(_credit(booking, money), booking.currency),
            "currency": booking.currency,
        },
    )


def _credit(booking: Booking, money: Standing) -> Decimal:
    """What is the client's: all of it where the booking is over."""
    return money.paid if booking.status in ("expired", "cancelled") else money.credit
