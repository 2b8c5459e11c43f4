"""Bookings by their code, and those of the clients who were found."""

import pytest
from sqlalchemy.orm import Session

from crm.models import Booking, Client, Organization
from crm.search import bookings
from tests import booking_factories, factories


@pytest.fixture
def client(session: Session) -> Client:
    """A client of an operator."""
    return factories.make_client(session, factories.make_organization(session))


@pytest.fixture
def booking(session: Session, client: Client) -> Booking:
    """A booking of theirs."""
    return booking_factories.make_booking(session, client, booking_code="ALT-7K3M9Q")


def found(session: Session, client: Client, asked: str, *named: int) -> list[Booking]:
    """What fits."""
    rows = bookings.find(session, client.organization_id, asked, named)
    return [booking for booking, _ in rows]


@pytest.mark.parametrize(
    "asked", ["ALT-7K3M9Q", "alt 7k3m9q", "alt7k3m9q", "АLT-7К3М9Q", "бронь ALT-7K3M9Q", "alt-7k"]
)
def test_a_code_is_found_however_it_is_written(
    session: Session, client: Client, booking: Booking, asked: str
) -> None:
    """Whole inside a sentence, or begun."""
    assert found(session, client, asked) == [booking]


@pytest.mark.parametrize("asked", ["ALT", "ALT-9", "алтай", "", "%"])
def test_what_is_no_code_finds_none(
    session: Session, client: Client, booking: Booking, asked: str
) -> None:
    """Three letters are the name of a tour."""
    assert found(session, client, asked) == []


def test_bookings_of_named_clients_are_found(
    session: Session, client: Client, booking: Booking
) -> None:
    """Whoever looks for a person often looks for their trip."""
    assert found(session, client, "мария", client.id) == [booking]


def test_bookings_of_another_operator_are_not_found(
    session: Session, client: Client, booking: Booking
) -> None:
    """Codes are unique among all operators."""
    theirs = factories.make_organization(session)
    assert isinstance(theirs, Organization)
    assert bookings.find(session, theirs.id, booking.booking_code, [client.id]) == []
