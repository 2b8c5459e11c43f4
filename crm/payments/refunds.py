"""Refunds: money that goes back, asked for, sent, or given up. Never more than its payment."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import money, roles
from crm.bookings import find, outcome
from crm.bookings.machine import SYSTEM, Actor
from crm.errors import KeyReused, RefundRefused
from crm.models import Booking, Payment, Refund
from crm.payments import allocation, ledger, locks, standing

ON_ITS_WAY = ("requested", "processing")
COUNTED = (*ON_ITS_WAY, "succeeded")
"""In one of these it takes its amount of the payment."""


def request(
    session: Session,
    payment: Payment,
    amount: Decimal,
    reason: str,
    actor_user_id: int | None,
    key: str | None,
    now: datetime,
) -> Refund:
    """Ask for money to be sent back; the same key a second time gives the same refund.

    Raises RoleRefused: a manager's step. Raises RefundRefused: more than is left of the
    payment, a payment that never came. Raises AmountRefused for too many digits, KeyReused
    for a key of another refund.
    """
    roles.require(session, Actor("agent", actor_user_id), "refund")
    find.locked(session, payment.booking_id)
    payment = locks.payment(session, payment.id)
    amount = money.check(amount, payment.currency)
    known = _by_key(session, payment, amount, key)
    if known is not None:
        return known
    _check_left(session, payment, amount)
    refund = Refund(
        organization_id=payment.organization_id,
        booking_id=payment.booking_id,
        payment_id=payment.id,
        amount=amount,
        currency=payment.currency,
        status="requested",
        reason=reason,
        idempotency_key=key,
        requested_by=actor_user_id,
        created_at=now,
        updated_at=now,
    )
    session.add(refund)
    session.flush()
    return refund


def left_of(session: Session, payment: Payment) -> Decimal:
    """How much of a payment has not been asked back."""
    taken = session.scalar(
        select(func.sum(Refund.amount)).where(
            Refund.payment_id == payment.id, Refund.status.in_(COUNTED)
        )
    )
    return payment.amount - (taken or Decimal(0))


def due(session: Session, booking: Booking) -> Decimal:
    """What of a booking that is over is the client's and is not on its way back yet."""
    held = -ledger.balance(session, booking, ledger.RECEIVABLE)
    return max(Decimal(0), held - standing.of(session, booking).refunding)


def succeed(session: Session, refund: Refund, now: datetime) -> None:
    """The money is gone: post it and take it off what is paid. A second time changes nothing.

    Raises RefundRefused where it had failed or was cancelled.
    """
    booking = find.locked(session, refund.booking_id)
    locks.parts(session, booking.id)
    _lock(session, refund)
    if refund.status == "succeeded":
        return
    _check_on_its_way(refund)
    refund.status, refund.succeeded_at, refund.updated_at = "succeeded", now, now
    session.flush()
    ledger.refund(session, refund, now)
    allocation.allocate(session, booking, now)
    by = refund.requested_by
    outcome.refunded(session, booking, refund, Actor("agent", by) if by else SYSTEM, now)


def fail(session: Session, refund: Refund, now: datetime) -> None:
    """It could not be sent; the payment's money is there to be asked for again."""
    _end(session, refund, "failed", now)


def cancel(session: Session, refund: Refund, now: datetime) -> None:
    """It shall not be sent. Raises RefundRefused where it has been."""
    _end(session, refund, "cancelled", now)


def _end(session: Session, refund: Refund, status: str, now: datetime) -> None:
    find.locked(session, refund.booking_id)
    _lock(session, refund)
    if refund.status == status:
        return
    _check_on_its_way(refund)
    refund.status, refund.updated_at = status, now
    session.flush()


def _lock(session: Session, refund: Refund) -> None:
    locks.payment(session, refund.payment_id)
    session.refresh(refund, with_for_update=True)


def _check_on_its_way(refund: Refund) -> None:
    if refund.status not in ON_ITS_WAY:
        raise RefundRefused(
            "This refund is settled, and that is final. Ask for a new one.",
            status=refund.status,
        )


def _by_key(session: Session, payment: Payment, amount: Decimal, key: str | None) -> Refund | None:
    """The refund this key has already made. Raises KeyReused where it is another."""
    if key is None:
        return None
    known = session.scalar(
        select(Refund).where(
            Refund.organization_id == payment.organization_id, Refund.idempotency_key == key
        )
    )
    if known is not None and (known.payment_id, known.amount) != (payment.id, amount):
        raise KeyReused("The key “%(key)s” was used for another refund. Take a new key.", key=key)
    return known


def _check_left(session: Session, payment: Payment, amount: Decimal) -> None:
    if payment.status != "succeeded":
        raise RefundRefused("Only a payment that came can be sent back.", status=payment.status)
    left = left_of(session, payment)
    if not 0 < amount <= left:
        raise RefundRefused(
            "Of this payment %(left)s can be sent back. Ask for that or less.",
            left=money.Sum(left, payment.currency),
            wanted=money.Sum(amount, payment.currency),
        )
