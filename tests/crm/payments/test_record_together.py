"""The same payment told many times at once: one row, one posting, one message."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from crm.bookings.machine import SYSTEM
from crm.models import Booking, Communication, LedgerTransaction, Payment
from crm.payments import record, standing
from crm.payments.record import Incoming
from tests.booking_factories import make_booking, make_payment
from tests.factories import NOW, make_client, make_conversation, make_organization, make_sender
from tests.race import at_once

TIMES = 8


def held(sessions: sessionmaker[Session]) -> int:
    """A committed hold of a client who can be written to; its id."""
    with sessions.begin() as session:
        organization = make_organization(session)
        client = make_client(session, organization)
        talk = make_conversation(session, make_sender(session, organization), client)
        return make_booking(session, client, status="hold", conversation_id=talk.id).id


def told(reference: str, amount: int = 225000) -> Incoming:
    """Money as a provider tells of it."""
    return Incoming(Decimal(amount), "KZT", NOW.date(), "kaspi", "kaspi", reference)


def test_told_many_times_at_once_it_is_one_payment(sessions: sessionmaker[Session]) -> None:
    booking_id = held(sessions)

    def tell() -> int:
        with sessions.begin() as session:
            received = record.receive(session, booking_id, [told("K1")], SYSTEM, NOW)
            return len(received.payments)

    assert sum(at_once([tell] * TIMES)) == 1
    with sessions() as session:
        assert session.scalar(select(func.count(Payment.id))) == 1
        posted = session.scalars(select(LedgerTransaction.kind)).all()
        assert sorted(posted) == ["confirm", "payment"]
        names = session.scalars(select(Communication.template_name)).all()
        assert [name for name in names if name == "booking_confirmed"] == ["booking_confirmed"]
        assert not [name for name in names if name and "received" in name]


def test_payments_that_come_at_once_all_count(sessions: sessionmaker[Session]) -> None:
    booking_id = held(sessions)

    def tell(number: int) -> None:
        with sessions.begin() as session:
            later = NOW + timedelta(seconds=number)
            record.receive(session, booking_id, [told(f"K{number}", 50000)], SYSTEM, later)

    at_once([lambda one=one: tell(one) for one in range(9)])  # type: ignore[misc]
    with sessions() as session:
        booking = session.get_one(Booking, booking_id)
        assert (booking.status, standing.of(session, booking).paid) == ("paid", Decimal(450000))


def test_without_the_booking_s_lock_each_sees_too_little(sessions: sessionmaker[Session]) -> None:
    booking_id = held(sessions)
    all_have_paid = Barrier(2)

    def tell(number: int) -> bool:
        with sessions.begin() as session:
            booking = session.get_one(Booking, booking_id)
            make_payment(session, booking, Decimal(112500), provider_ref=f"K{number}")
            all_have_paid.wait(10)
            return standing.of(session, booking).paid >= booking.deposit_amount

    assert at_once([lambda one=one: tell(one) for one in range(2)]) == [False, False]  # type: ignore[misc]
    with sessions() as session:
        booking = session.get_one(Booking, booking_id)
        assert standing.of(session, booking).paid >= booking.deposit_amount
