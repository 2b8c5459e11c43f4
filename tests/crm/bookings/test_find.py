"""Finding a booking by what people write; never another operator's."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.bookings import find
from crm.errors import NotFound
from crm.models import Client, Organization
from tests.booking_factories import make_booking
from tests.factories import make_client, make_organization


@pytest.mark.parametrize("typed", ["ALT-7K3M9Q", "alt-7k3m9q", " ALT 7K3M9Q", "АLТ–7К3М9Q"])
def test_a_code_is_found_however_it_is_written(
    session: Session, client: Client, organization: Organization, typed: str
) -> None:
    booking = make_booking(session, client, booking_code="ALT-7K3M9Q")
    assert find.by_code(session, organization.id, typed) is booking


@pytest.mark.parametrize("typed", ["ALT-7K3M9R", "", "seven"])
def test_what_is_no_code_of_ours_is_said(
    session: Session, organization: Organization, typed: str
) -> None:
    with pytest.raises(NotFound, match="There is no booking"):
        find.by_code(session, organization.id, typed)


def test_another_operators_booking_is_not_there(session: Session, client: Client) -> None:
    """N1."""
    booking = make_booking(session, client)
    stranger = make_organization(session)
    with pytest.raises(NotFound):
        find.by_code(session, stranger.id, booking.booking_code)
    assert find.mentioned(session, stranger.id, f"paid for {booking.booking_code}") == []


def test_the_codes_in_a_sentence_are_found(
    session: Session, client: Client, organization: Organization
) -> None:
    """B9."""
    first = make_booking(session, client)
    second = make_booking(session, make_client(session, organization))
    said = f"оплатил {first.booking_code.lower()}, и за друга {second.booking_code}!"
    assert set(find.mentioned(session, organization.id, said)) == {first, second}


def test_a_lock_waits_three_seconds_at_most(session: Session, client: Client) -> None:
    booking = make_booking(session, client)
    booking.title = "not yet flushed"
    assert find.locked(session, booking.id).title == "not yet flushed"
    assert session.scalar(text("SHOW lock_timeout")) == "3s"
