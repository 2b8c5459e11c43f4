"""What the tests of bookings share: an operator with a number, a client, a departure."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from crm.models import Booking, Client, Organization, TourDeparture
from tests.booking_factories import make_booking, make_departure, make_guide, make_tour
from tests.factories import make_client, make_organization, make_sender


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator in Almaty with a WhatsApp number."""
    row = make_organization(session)
    make_sender(session, row)
    return row


@pytest.fixture
def client(session: Session, organization: Organization) -> Client:
    """Someone who has a number and never wrote."""
    return make_client(session, organization)


@pytest.fixture
def departure(session: Session, organization: Organization) -> TourDeparture:
    """Ten seats at 225,000 tenge a month from now, with a guide."""
    tour = make_tour(session, organization)
    return make_departure(session, tour, guide_id=make_guide(session, organization).id)


@pytest.fixture
def other(session: Session) -> Booking:
    """A booking of another operator."""
    theirs = make_organization(session, name="Another operator")
    return make_booking(session, make_client(session, theirs))


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, each on a connection of its own."""
    engine = create_engine(database_url, pool_size=40)
    yield sessionmaker(engine)
    engine.dispose()
