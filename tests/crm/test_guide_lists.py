"""A guide's lists: own departures, and of the group only who really comes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from crm import guide_lists
from crm.bookings import people
from crm.errors import NotFound
from crm.models import Client, Organization, TourDeparture
from tests.booking_factories import DAY, make_booking, make_departure, make_guide, make_tour
from tests.factories import NOW, make_client, make_organization


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator in Almaty."""
    return make_organization(session)


@pytest.fixture
def guide(session: Session, organization: Organization) -> Client:
    """Who asks."""
    return make_guide(session, organization)


@pytest.fixture
def own(session: Session, organization: Organization, guide: Client) -> TourDeparture:
    """What they lead."""
    return make_departure(session, make_tour(session, organization), guide_id=guide.id)


def test_own_departures_come_until_three_days_after_their_end(
    session: Session, organization: Organization, guide: Client, own: TourDeparture
) -> None:
    make_departure(session, make_tour(session, organization, name="Чарын"))
    assert [
        [one.departure for one in guide_lists.coming(session, organization, guide.id, at)]
        for at in (NOW, own.starts_at + timedelta(days=4), own.starts_at + timedelta(days=7))
    ] == [[own], [own], []]


def test_who_is_no_guide_has_none_not_those_that_nobody_leads(
    session: Session, organization: Organization
) -> None:
    nobodys = make_departure(session, make_tour(session, organization))
    assert guide_lists.coming(session, organization, None, NOW) == []
    with pytest.raises(NotFound):
        guide_lists.find(session, organization, None, nobodys.public_id)


def test_anothers_and_unknown_ones_are_not_found(
    session: Session, organization: Organization, guide: Client, own: TourDeparture
) -> None:
    found = guide_lists.find(session, organization, guide.id, own.public_id)
    assert found.departure == own
    other = make_guide(session, organization)
    for guide_id, public_id in ((other.id, own.public_id), (guide.id, uuid4())):
        with pytest.raises(NotFound):
            guide_lists.find(session, organization, guide_id, public_id)
    with pytest.raises(NotFound):
        guide_lists.find(session, make_organization(session), guide.id, own.public_id)


def test_the_group_is_who_is_confirmed_with_places_not_named_yet(
    session: Session, organization: Organization, own: TourDeparture
) -> None:
    going = make_booking(
        session, make_client(session, organization), own, num_participants=4, start_date=DAY
    )
    make_booking(session, make_client(session, organization), own, "hold")
    people.add(session, going, [people.Person("Иван"), people.Person("Ольга")], NOW)
    (guest,) = guide_lists.guests(session, own)
    assert (guest.booking, len(guest.people), guest.unnamed) == (going, 2, 2)
