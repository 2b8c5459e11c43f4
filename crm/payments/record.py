"""A payment comes in: kept whatever it does to the booking, once, however often it is told.

The booking's row is locked first, so expiry, cancelling and other payments wait their turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import money
from crm.bookings import find, outcome
from crm.bookings.machine import Actor
from crm.errors import AmountRefused, KeyReused, ValueRefused
from crm.models import Booking, Payment
from crm.models.money import METHODS
from crm.payments import allocation, claims, ledger


@dataclass(frozen=True)
class Incoming:
    """Money that has come, as somebody tells of it."""

    amount: Decimal
    currency: str
    payment_date: date
    method: str
    provider: str = "agent"
    provider_ref: str | None = None
    """Their own id of it: the same one again is the same payment."""
    payer_name: str | None = None
    idempotency_key: str | None = None
    recorded_by: int | None = None


@dataclass(frozen=True)
class Received:
    """What became of it."""

    booking: Booking
    payments: Sequence[Payment]
    """Those that are new; empty where all were known."""
    status_before: str


def receive(
    session: Session, booking_id: int, incoming: Sequence[Incoming], actor: Actor, now: datetime
) -> Received:
    """Write payments that succeeded, post and allocate them, and let them take effect once.

    Raises AmountRefused or ValueRefused for another currency, too many digits, nothing or
    less, an unknown method or a day to come; KeyReused where its key or its provider's id is
    that of another payment. Nothing has changed then.
    """
    booking = find.locked(session, booking_id)
    for one in incoming:
        _check(booking, one, now)
    before = booking.status
    new = [made for one in incoming if (made := _insert(session, booking, one, now))]
    for payment in new:
        ledger.payment(session, payment, now)
    if new:
        allocation.allocate(session, booking, now)
        outcome.paid(session, booking, new, actor, now)
        claims.matched_by(session, booking, new[-1], now)
    return Received(booking, new, before)


def _check(booking: Booking, one: Incoming, now: datetime) -> None:
    if one.currency != booking.currency:
        raise ValueRefused(
            "%(code)s is in %(booked_in)s, not in %(currency)s. Record the amount that reached the "
            "account in the booking's currency.",
            code=booking.booking_code,
            booked_in=booking.currency,
            currency=one.currency,
        )
    if money.check(one.amount, one.currency) <= 0:
        raise AmountRefused("A payment is more than nothing. To give money back, refund it.")
    if one.method not in METHODS:
        raise ValueRefused(
            "“%(method)s” is no way of paying.",
            hint="There are %(known)s.",
            method=one.method,
            known=", ".join(METHODS),
        )
    if one.payment_date.toordinal() > now.date().toordinal() + 1:
        raise ValueRefused("%(day)s is still to come.", day=one.payment_date)


def _insert(session: Session, booking: Booking, one: Incoming, now: datetime) -> Payment | None:
    """The payment's row, or None where the provider's id or the key has one already."""
    created: int | None = session.scalar(
        insert(Payment)
        .values(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            amount=one.amount,
            currency=one.currency,
            payment_date=one.payment_date,
            payment_method=one.method,
            provider=one.provider,
            provider_ref=one.provider_ref,
            idempotency_key=one.idempotency_key,
            payer_name=one.payer_name,
            recorded_by=one.recorded_by,
            status="succeeded",
            succeeded_at=now,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Payment.id)
    )
    if created is not None:
        return session.get_one(Payment, created)
    _require_same(session, booking, one)
    return None


def _require_same(session: Session, booking: Booking, one: Incoming) -> None:
    """Raises KeyReused where what is known under its key or id is not this payment."""
    names = []  # what was not given is no name: None would find every payment without one
    if one.idempotency_key is not None:
        names.append(Payment.idempotency_key == one.idempotency_key)
    if one.provider_ref is not None:
        names.append(
            and_(Payment.provider == one.provider, Payment.provider_ref == one.provider_ref)
        )
    known = session.scalars(
        select(Payment).where(Payment.organization_id == booking.organization_id, or_(*names))
    )
    for payment in known:
        if (payment.booking_id, payment.amount) != (booking.id, one.amount):
            named = one.provider_ref or one.idempotency_key
            raise KeyReused(
                "“%(key)s” is the payment of %(amount)s that is recorded already, on another "
                "booking or of another amount.",
                key=named,
                amount=money.Sum(payment.amount, payment.currency),
            )


def of_booking(session: Session, booking: Booking) -> Sequence[Payment]:
    """The booking's payments, the oldest first."""
    return session.scalars(
        select(Payment).where(Payment.booking_id == booking.id).order_by(Payment.id)
    ).all()
