"""What the tests of money share: an operator, a client, and a booking of 450,000 tenge."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from crm.models import Booking, Client, Organization
from tests.booking_factories import make_booking
from tests.factories import make_client, make_organization


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator in Almaty."""
    return make_organization(session)


@pytest.fixture
def client(session: Session, organization: Organization) -> Client:
    """One of its clients."""
    return make_client(session, organization)


@pytest.fixture
def booking(session: Session, client: Client) -> Booking:
    """A confirmed trip of its own for 450,000 tenge, half of it the deposit."""
    return make_booking(session, client)


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, each on a connection of its own."""
    engine = create_engine(database_url, pool_size=12)
    yield sessionmaker(engine)
    engine.dispose()
