"""Cancelling: seats given back once, what was posted taken back, and a refund proposed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from crm import money, seats, tasks
from crm.bookings import guides, machine, notices
from crm.bookings.machine import Actor
from crm.errors import AmountRefused, ValueRefused
from crm.models import Booking
from crm.payments import claims, ledger, schedule, standing
from crm.reminders import plan as reminders

BY = ("client", "operator", "system")


@dataclass(frozen=True)
class Cancelled:
    """What became of it."""

    refund_due: Decimal
    """What was paid less the fee: a person sends it back."""


def cancel(
    session: Session,
    booking: Booking,
    by: str,
    reason: str,
    actor: Actor,
    now: datetime,
    fee: Decimal = Decimal(0),
) -> Cancelled:
    """Cancel a booking, keeping a fee of what was paid. The caller holds the lock.

    Raises StepRefused, ValueRefused without a reason, AmountRefused for a fee above what was
    paid.
    """
    machine.require(booking, "cancel")
    is_known = booking.status != "quote" or booking.offered_at is not None
    _require_why(by, reason)
    paid = standing.of(session, booking).paid
    fee = _checked(fee, paid, booking.currency)
    was_confirmed = booking.status in ("confirmed", "paid")
    booking.cancelled_by, booking.cancel_reason = by, reason.strip()
    data = {"by": by, "reason": reason.strip(), "fee": money.plain(fee, booking.currency)}
    data |= {"refund_due": money.plain(paid - fee, booking.currency)}
    machine.step(session, booking, "cancel", "cancelled", actor, now, data)
    seats.release(session, booking, "cancelled", now)
    schedule.cancel_open(session, booking, now)
    reminders.plan(session, booking, now)
    if was_confirmed:
        ledger.cancelled(session, booking, now)
        guides.notify(session, booking, "cancelled", now)
    if fee:
        ledger.fee(session, booking, fee, now)
    _settle(session, booking, paid - fee, now)
    if is_known or paid:  # a quote that was never sent is nothing to the client
        notices.cancelled(session, booking, now)
    return Cancelled(paid - fee)


def _checked(fee: Decimal, paid: Decimal, currency: str) -> Decimal:
    fee = money.check(fee, currency)
    if not 0 <= fee <= max(paid, Decimal(0)):
        raise AmountRefused(
            "The fee cannot be more than was paid (%(paid)s).", paid=money.Sum(paid, currency)
        )
    return fee


def _require_why(by: str, reason: str) -> None:
    if by not in BY:
        known = ", ".join(BY)
        raise ValueRefused(
            "“%(by)s” cannot cancel.", hint="There are %(known)s.", by=by, known=known
        )
    if not reason.strip():
        raise ValueRefused("Say why it is cancelled: the client will read it.")


def _settle(session: Session, booking: Booking, amount: Decimal, now: datetime) -> None:
    """Nothing is awaited from the client any more; what is theirs is proposed as a refund."""
    tasks.close(session, "payment_overdue", f"bookings:{booking.id}", now)
    claims.lapse(session, booking, now)
    if amount <= 0:
        return
    tasks.open_for(
        session,
        tasks.Matter(
            kind="refund_due",
            subject=f"bookings:{booking.id}",
            organization_id=booking.organization_id,
            conversation_id=booking.conversation_id,
            reason="cancelled",
            facts={
                "booking_code": booking.booking_code,
                "amount": money.plain(amount, booking.currency),
                "currency": booking.currency,
            },
        ),
        now,
    )
