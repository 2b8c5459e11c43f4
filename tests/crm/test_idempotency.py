"""Keys: one effect and one answer, however often and however much at once it is asked."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from crm import idempotency, retry
from crm.bookings import hold
from crm.errors import KeyBusy, KeyReused, ValueRefused
from crm.models import Booking, Client, SeatAllocation, TourDeparture
from tests.booking_factories import make_departure, make_tour
from tests.crm.bookings import steps
from tests.factories import NOW, make_client, make_organization
from tests.race import at_once


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit."""
    engine = create_engine(database_url, pool_size=12)
    yield sessionmaker(engine)
    engine.dispose()


def ask(session: Session, organization_id: int, key: str | None, people: int = 2) -> dict[str, str]:
    """Quote and hold for the one client there is, under a key."""

    def work() -> dict[str, str]:
        client = session.scalars(
            select(Client).where(Client.organization_id == organization_id)
        ).one()
        there = session.scalars(
            select(TourDeparture).where(TourDeparture.organization_id == organization_id)
        ).one()
        booking = steps.quoted(session, client, there, people)
        hold.place(session, booking, steps.AGENT, NOW)
        return {"code": booking.booking_code}

    request = {"people": people}
    return idempotency.once(session, organization_id, "hold", key, request, work, NOW)


def office(session: Session) -> int:
    """An organization with a client and a departure."""
    organization = make_organization(session)
    make_client(session, organization)
    make_departure(session, make_tour(session, organization))
    return organization.id


def test_the_same_request_again_has_the_first_answer_and_no_effect(session: Session) -> None:
    """B7."""
    organization_id = office(session)
    first = ask(session, organization_id, "k1")
    assert ask(session, organization_id, "k1") == first
    assert session.scalar(select(func.count()).select_from(Booking)) == 1


def test_the_same_key_with_another_request_is_refused(session: Session) -> None:
    organization_id = office(session)
    ask(session, organization_id, "k1")
    with pytest.raises(KeyReused, match="used for another request"):
        ask(session, organization_id, "k1", people=3)
    assert session.scalar(select(func.count()).select_from(Booking)) == 1


def test_a_key_is_one_organizations_own(session: Session) -> None:
    """N1."""
    first, second = office(session), office(session)
    assert ask(session, first, "k1") != ask(session, second, "k1")


def test_what_was_refused_is_tried_anew(session: Session) -> None:
    organization_id = office(session)
    with pytest.raises(ValueRefused), session.begin_nested():
        ask(session, organization_id, "k1", people=0)
    assert ask(session, organization_id, "k1")["code"]


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_has_a_length(session: Session, key: str) -> None:
    with pytest.raises(ValueRefused, match="1 to 255"):
        ask(session, office(session), key)


def test_many_at_once_make_one_booking_and_have_one_answer(
    sessions: sessionmaker[Session],
) -> None:
    """B7: each has the answer, or is told that the first still works and asks again."""
    for _ in range(5):
        with sessions.begin() as session:
            organization_id = office(session)

        def caller(of: int = organization_id) -> dict[str, str]:
            for _ in range(100):
                try:
                    return retry.transaction(sessions, lambda session: ask(session, of, "k1"))
                except KeyBusy:
                    threading.Event().wait(0.02)
            raise AssertionError("busy for ever")

        answers = at_once([caller] * 10)
        assert all(answer == answers[0] for answer in answers)
        with sessions() as session:
            own = select(Booking.id).where(Booking.organization_id == organization_id)
            assert len(session.scalars(own).all()) == 1
            seats = select(SeatAllocation.id).where(SeatAllocation.booking_id.in_(own))
            assert len(session.scalars(seats).all()) == 1


def test_while_the_first_works_the_second_is_told_so(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        organization_id = office(session)
    with sessions.begin() as first:
        ask(first, organization_id, "k1")
        with pytest.raises(KeyBusy), sessions.begin() as second:
            ask(second, organization_id, "k1")
    with sessions.begin() as third:
        assert ask(third, organization_id, "k1")["code"]


def test_without_a_key_each_request_is_its_own(session: Session) -> None:
    """The twin: nothing else holds two requests apart."""
    organization_id = office(session)
    done: list[int] = []

    def work() -> dict[str, str]:
        done.append(1)
        return {}

    for _ in range(3):
        idempotency.once(session, organization_id, "hold", None, {}, work, NOW)
    assert len(done) == 3
