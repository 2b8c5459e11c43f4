"""The calendar: an operator's own departures, filtered, and what comes next."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm import departure_calendar
from crm.departure_calendar import Wanted
from crm.models import Organization, TourDeparture
from tests.booking_factories import DAY, make_booking, make_departure, make_guide, make_tour
from tests.factories import make_client, make_organization

ALL = Wanted()


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator in Almaty."""
    return make_organization(session)


def found(session: Session, organization: Organization, wanted: Wanted) -> list[TourDeparture]:
    """Those of the day."""
    entries = departure_calendar.between(session, organization, DAY, DAY, wanted)
    return [entry.departure for entry in entries]


def test_each_filter_leaves_what_it_says(session: Session, organization: Organization) -> None:
    guide = make_guide(session, organization)
    tour, other = [make_tour(session, organization, name=name) for name in ("Алтай", "Чарын")]
    led = make_departure(session, tour, guide_id=guide.id)
    full = make_departure(session, other, capacity=2)
    make_booking(session, make_client(session, organization), full)
    make_departure(session, make_tour(session, make_organization(session)))
    assert found(session, organization, ALL) == [led, full]
    assert found(session, organization, Wanted(tour_id=other.id)) == [full]
    assert found(session, organization, Wanted(guide_id=guide.id)) == [led]
    assert found(session, organization, Wanted(has_seats=True)) == [led]


@pytest.mark.parametrize(("capacity", "fill"), [(2, "full"), (4, "low"), (5, "")])
def test_how_full_it_is(
    session: Session, organization: Organization, capacity: int, fill: str
) -> None:
    departure = make_departure(session, make_tour(session, organization), capacity=capacity)
    make_booking(session, make_client(session, organization), departure)
    session.refresh(departure)
    assert departure_calendar.fill(departure) == fill


def test_the_next_day_is_the_first_after(session: Session, organization: Organization) -> None:
    make_departure(session, make_tour(session, organization))
    before = DAY - timedelta(days=40)
    assert departure_calendar.next_day(session, organization, before, ALL) == DAY
    assert departure_calendar.next_day(session, organization, DAY, ALL) is None
    assert departure_calendar.next_day(session, organization, before, Wanted(tour_id=0)) is None


def test_a_group_could_go_to_what_is_on_sale_of_its_tour(
    session: Session, organization: Organization
) -> None:
    tour = make_tour(session, organization)
    here = make_departure(session, tour)
    later = [DAY + timedelta(days=number) for number in (7, 14, 21)]
    there = make_departure(session, tour, departure_date=later[0])
    make_departure(session, tour, departure_date=later[1], status="closed")
    make_departure(session, tour, departure_date=later[2], currency="USD")
    make_departure(session, make_tour(session, organization, name="Чарын"))
    assert departure_calendar.siblings(session, here) == [there]


def test_guides_are_the_colleagues_by_name(session: Session, organization: Organization) -> None:
    second, first = [make_guide(session, organization, name=name) for name in ("Ерлан", "Асель")]
    make_client(session, organization)
    assert departure_calendar.guides(session, organization) == [first, second]
