"""A payment and the claim of its reminder in the same instant: who commits first is believed.

Two real connections. The claim is stopped at each of its statements in turn, and the payment
(the real rule: it locks the booking, posts, allocates, confirms) is let in there.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from crm import senders
from crm.bookings.machine import SYSTEM
from crm.messages import claim
from crm.models import Booking, Organization, TourDeparture, WhatsappSender
from crm.payments import record
from crm.reminders import due
from tests.booking_factories import (
    make_booking,
    make_departure,
    make_installment,
    make_reminder,
    make_tour,
)
from tests.conftest import Rounds
from tests.crm.flows.scene import approve_stock
from tests.crm.messages.sending import PUBLIC
from tests.factories import NOW, make_client, make_conversation, make_organization, make_sender
from tests.product import until

Sessions = sessionmaker[Session]
LATER = NOW + timedelta(seconds=10)

STEPS = {
    "before the claim": "WITH mine",
    "when its row is locked, before its booking is held": "FROM bookings WHERE id = ANY",
}
"""Where the payment commits: just before this statement of the claim."""

HELD = "WITH taken"
"""The first statement after the booking is held."""


def test_a_payment_that_comes_first_stops_its_reminder(
    sessions: Sessions, url: str, tries: int
) -> None:
    sender_id, bookings = _due_reminders(sessions, tries)
    steps = [STEPS[name] for name in STEPS]
    for number, booking_id in enumerate(bookings):
        step = steps[number % len(steps)]
        with _stopping(url, step) as (drain, stopped, go), ThreadPoolExecutor(1) as threads:
            claimed = threads.submit(_claim, drain, sender_id)
            assert stopped.wait(10)
            _pay(sessions, booking_id)
            go.set()
            assert claimed.result(10) == []
    assert _reminders(sessions, "whatsapp_status") == {"suppressed": tries}
    assert _reminders(sessions, "suppressed_reason") == {"already_paid": tries}


def test_a_payment_in_the_middle_of_its_own_work_holds_the_reminder_back(
    sessions: Sessions, url: str, tries: int
) -> None:
    sender_id, bookings = _due_reminders(sessions, tries)
    for booking_id in bookings:
        with sessions.begin() as session:  # committed only after the claim has
            _receive(session, booking_id)
            assert _claim(sessions, sender_id) == []
    assert _reminders(sessions, "whatsapp_status") == {"queued": tries}
    with sessions.begin() as session:
        session.execute(text("DELETE FROM communications WHERE NOT about ? 'reminder'"))
    for _ in range(tries):
        assert _claim(sessions, sender_id, LATER) == []
    assert _reminders(sessions, "suppressed_reason") == {"already_paid": tries}


def test_a_payment_one_step_later_finds_it_sent(sessions: Sessions, url: str, tries: int) -> None:
    sender_id, bookings = _due_reminders(sessions, tries)
    for booking_id in bookings:
        with _stopping(url, HELD) as (drain, stopped, go), ThreadPoolExecutor(2) as threads:
            claimed = threads.submit(_claim, drain, sender_id)
            stopped.wait(10)
            payment: Future[None] = threads.submit(_pay, sessions, booking_id)
            _until_it_waits(sessions)
            assert not payment.done()
            go.set()
            assert len(claimed.result(10)) == 1
            payment.result(10)
    assert _reminders(sessions, "whatsapp_status") == {"sending": tries}
    with sessions() as session:
        assert session.query(Booking).filter(Booking.status == "confirmed").count() == tries


def test_without_holding_the_booking_it_does_happen(sessions: Sessions) -> None:
    """The twin: what was looked at without a lock is not true any more when it is acted upon."""
    _, (booking_id,) = _due_reminders(sessions, 1)
    owed = text("SELECT amount - paid_amount FROM payment_installments WHERE booking_id = :id")
    send = text("UPDATE communications SET whatsapp_status = 'sending' WHERE booking_id = :id")
    with sessions.begin() as drain:
        assert drain.scalar(owed, {"id": booking_id}) > 0
        _pay(sessions, booking_id)
        drain.execute(send, {"id": booking_id})
    with sessions() as session:
        assert session.scalar(owed, {"id": booking_id}) == 0
    assert _reminders(sessions, "whatsapp_status")["sending"] >= 1


@pytest.fixture
def tries(rounds: Rounds) -> int:
    """How many payments meet their reminders."""
    return rounds(200)


@pytest.fixture
def url(sessions: Sessions) -> str:
    """The address of the test's database."""
    engine = sessions.kw["bind"]
    return str(engine.url.render_as_string(hide_password=False))


def _due_reminders(sessions: Sessions, count: int) -> tuple[int, list[int]]:
    """So many clients, each with a booking whose reminder has been queued, in their order."""
    with sessions.begin() as session:
        organization = make_organization(session)
        approve_stock(session, organization)
        sender = make_sender(session, organization, rate_per_second=1000)
        tour = make_tour(session, organization, capacity=2 * count)
        departure = make_departure(session, tour)
        bookings = [_booking(session, sender, departure) for _ in range(count)]
        sender_id, ids = sender.id, [booking.id for booking in bookings]
    with sessions.begin() as session:
        assert due.send_due(session, NOW, count + 1) == count
        session.execute(
            text(
                "UPDATE communications SET not_before = :at + booking_id * interval '1 ms'"
                " WHERE about ? 'reminder'"
            ).bindparams(at=NOW - timedelta(hours=1))
        )
    return sender_id, ids


def _booking(session: Session, sender: WhatsappSender, departure: TourDeparture) -> Booking:
    organization = session.get_one(Organization, sender.organization_id)
    client = make_client(session, organization)
    conversation = make_conversation(session, sender, client)
    booking = make_booking(
        session, client, departure, "payment_pending", conversation_id=conversation.id
    )
    make_reminder(session, make_installment(session, booking, due_date=NOW.date()))
    return booking


def _pay(sessions: Sessions, booking_id: int) -> None:
    with sessions.begin() as session:
        _receive(session, booking_id)


def _receive(session: Session, booking_id: int) -> None:
    """The deposit comes."""
    booking = session.get_one(Booking, booking_id)
    money = record.Incoming(booking.deposit_amount, "KZT", NOW.date(), "kaspi")
    record.receive(session, booking_id, [money], SYSTEM, NOW)


def _claim(
    sessions: Sessions, sender_id: int, now: datetime = NOW, limit: int = 1
) -> list[claim.Claimed]:
    """One turn of the drain."""
    with sessions.begin() as session:
        senders.take_lease(session, sender_id, "drain", now)
        return claim.claim(session, sender_id, "drain", limit, PUBLIC, now)


def _reminders(sessions: Sessions, column: str) -> dict[str, int]:
    question = text(
        f"SELECT {column}, count(*) FROM communications WHERE about ? 'reminder' GROUP BY 1"
    )
    with sessions() as session:
        return {str(word): count for word, count in session.execute(question)}


def _until_it_waits(sessions: Sessions) -> None:
    """Until one connection waits for a lock of another."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )

    def waits() -> bool:
        with sessions() as session:
            return bool(session.scalar(waiting))

    until(waits, 10, every=0.002)


@contextmanager
def _stopping(
    url: str, statement: str
) -> Iterator[tuple[Sessions, threading.Event, threading.Event]]:
    """Sessions that stop just before a statement, and say so, until they may go on."""
    engine = create_engine(url, poolclass=NullPool)
    stopped, go = threading.Event(), threading.Event()

    def before(
        connection: object, cursor: object, sql: str, parameters: object, *rest: object
    ) -> None:
        if statement in sql:
            stopped.set()
            assert go.wait(10)

    event.listen(engine, "before_cursor_execute", before)
    yield sessionmaker(engine), stopped, go
    engine.dispose()
