"""Departures: days as people mean them, seats that cannot be taken away, guides told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from crm import departures
from crm.errors import CrmError, NotFound, StepRefused, ValueRefused
from crm.models import Organization, Tour, TourDeparture
from tests.booking_factories import DAY, make_booking, make_departure, make_guide, make_tour
from tests.crm.bookings.racing import tries
from tests.factories import NOW, make_client, make_organization
from tests.race import at_once


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator in Almaty."""
    return make_organization(session)


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, each on a connection of its own."""
    engine = create_engine(database_url)
    yield sessionmaker(engine)
    engine.dispose()


def add(session: Session, organization: Organization, **values: Any) -> TourDeparture:
    """A departure of a new tour."""
    tour = make_tour(session, organization, name=f"Tour {values}")
    day = values.pop("day", DAY)
    return departures.add(session, organization, tour, day, values, NOW)


def test_a_departure_is_a_local_day_and_its_instant_follows(
    session: Session, organization: Organization
) -> None:
    row = add(session, organization, time=time(7, 30), timezone="America/los_angeles")
    assert (row.departure_date, row.end_date) == (DAY, DAY + timedelta(days=2))
    assert row.starts_at == datetime(2026, 9, 5, 14, 30, tzinfo=UTC)
    assert (row.price, row.capacity, row.currency) == (Decimal(225000), 10, "KZT")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"day": date(2026, 8, 4)}, "2026-08-04 has passed"),
        ({"timezone": "Mars"}, "no time zone"),
        ({"currency": "QQQ"}, "QQQ"),
        ({"price": -1}, "nothing or more"),
        ({"capacity": -1}, "at least one seat"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, organization: Organization, values: Any, said: str
) -> None:
    with pytest.raises(CrmError, match=said):
        add(session, organization, **values)


def test_a_tour_leaves_once_at_a_time(session: Session, organization: Organization) -> None:
    tour = make_tour(session, organization)
    first = departures.add(session, organization, tour, DAY, {}, NOW)
    with pytest.raises(StepRefused, match=f"exists already: number {first.id}"):
        departures.add(session, organization, tour, DAY, {}, NOW)
    departures.add(session, organization, tour, DAY, {"time": time(9)}, NOW)


def test_a_guide_is_a_colleague_of_ones_own(session: Session, organization: Organization) -> None:
    with pytest.raises(ValueRefused, match="is a client, not a colleague"):
        add(session, organization, guide=make_client(session, organization).id)
    with pytest.raises(NotFound):
        add(session, organization, guide=make_guide(session, make_organization(session)).id)


def test_seats_that_are_taken_stay(session: Session, organization: Organization) -> None:
    """I5."""
    row = make_departure(session, make_tour(session, organization))
    make_booking(session, make_client(session, organization), row)
    departures.resize(session, row, 2, NOW)
    with pytest.raises(StepRefused, match="2 seats are taken"):
        departures.resize(session, row, 1, NOW)
    with pytest.raises(ValueRefused, match="at least one seat"):
        departures.resize(session, row, 0, NOW)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.delete(row)
        session.flush()


def test_a_departure_ends_when_nobody_has_a_seat_on_it(
    session: Session, organization: Organization
) -> None:
    row = make_departure(session, make_tour(session, organization))
    booking = make_booking(session, make_client(session, organization), row)
    with pytest.raises(StepRefused, match=booking.booking_code):
        departures.end(session, row, NOW)
    alone = make_departure(session, make_tour(session, organization, name="Ладога"))
    departures.end(session, alone, NOW)
    assert alone.status == "cancelled"
    with pytest.raises(StepRefused, match="is cancelled already"):
        departures.reopen(session, alone, NOW)


def test_a_departure_closes_and_opens(session: Session, organization: Organization) -> None:
    row = make_departure(session, make_tour(session, organization))
    departures.close(session, row, NOW)
    assert row.status == "closed"
    departures.reopen(session, row, NOW)
    assert row.status == "open"


def test_departures_are_listed_with_tour_and_guide_one_operators_only(
    session: Session, organization: Organization
) -> None:
    """N1."""
    tour = make_tour(session, organization)
    guide = make_guide(session, organization)
    row = make_departure(session, tour, guide_id=guide.id)
    make_departure(session, make_tour(session, make_organization(session)))
    assert departures.listed(session, organization, DAY, DAY) == [(row, tour, guide)]
    assert departures.listed(session, organization, DAY + timedelta(days=1), date.max) == []
    with pytest.raises(NotFound):
        departures.find(session, make_organization(session), row.id)


def test_a_departure_is_found_by_its_address_in_its_own_organization(
    session: Session, organization: Organization
) -> None:
    row = make_departure(session, make_tour(session, organization))
    assert departures.by_public_id(session, organization, row.public_id) == row
    with pytest.raises(NotFound):
        departures.by_public_id(session, make_organization(session), row.public_id)


def test_two_who_add_the_same_departure_at_once_make_one(
    sessions: sessionmaker[Session],
) -> None:
    """The second is told that it is there; without the tour's lock it meets the constraint."""
    with sessions.begin() as session:
        tour_id = make_tour(session, make_organization(session)).id

    def one(session: Session) -> None:
        tour = session.get_one(Tour, tour_id)
        of = session.get_one(Organization, tour.organization_id)
        departures.add(session, of, tour, DAY, {}, NOW)

    assert sorted(at_once([tries(sessions, one)] * 3)) == [False, False, True]
