"""Refunds at the same instant: never more than the payment; without its lock, they are."""

from collections.abc import Callable
from datetime import UTC
from decimal import Decimal
from threading import Barrier, BrokenBarrierError

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from crm.errors import RefundRefused
from crm.models import Payment, Refund
from crm.payments import refunds
from tests.booking_factories import make_booking, make_payment
from tests.factories import NOW, make_client, make_organization
from tests.race import at_once

PARTIES = 8


def paid(sessions: sessionmaker[Session]) -> int:
    """A committed payment of 100,000 tenge; its id."""
    with sessions.begin() as session:
        booking = make_booking(session, make_client(session, make_organization(session)))
        return make_payment(session, booking, Decimal(100000)).id


def asked_back(sessions: sessionmaker[Session]) -> Decimal:
    """What all refunds take of it."""
    with sessions() as session:
        return session.scalar(select(func.sum(Refund.amount))) or Decimal(0)


def all_at_once(work: Callable[[], bool]) -> int:
    """How many of them were taken."""
    return sum(at_once([work] * PARTIES))


def test_refunds_asked_for_at_once_never_exceed_the_payment(
    sessions: sessionmaker[Session],
) -> None:
    payment_id = paid(sessions)

    def ask() -> bool:
        with sessions.begin() as session:
            payment = session.get_one(Payment, payment_id)
            try:
                refunds.request(session, payment, Decimal(30000), "double", None, None, NOW)
            except RefundRefused:
                return False
            return True

    assert all_at_once(ask) == 3
    assert asked_back(sessions) == 90000


def test_without_the_lock_they_do(sessions: sessionmaker[Session]) -> None:
    payment_id = paid(sessions)
    all_have_looked = Barrier(PARTIES)

    def ask() -> bool:
        with sessions.begin() as session:
            payment = session.get_one(Payment, payment_id)
            if refunds.left_of(session, payment) < 30000:
                return False
            try:
                all_have_looked.wait(10)
            except BrokenBarrierError:
                return False
            session.add(
                Refund(
                    organization_id=payment.organization_id,
                    booking_id=payment.booking_id,
                    payment_id=payment.id,
                    amount=Decimal(30000),
                    currency="KZT",
                    reason="double",
                    created_at=NOW.astimezone(UTC),
                )
            )
            return True

    assert all_at_once(ask) == PARTIES
    assert asked_back(sessions) > 100000
