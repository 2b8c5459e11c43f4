"""What an agent need not type: the client, and their trip as it is now."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import conversation_card, prefill
from crm.conversation_card import Card
from crm.models import Client, Organization
from tests import booking_factories, factories
from tests.factories import NOW


def card_of(session: Session, ours: Organization, **client: Any) -> Card:
    """Of a conversation with such a client."""
    person = factories.make_client(session, ours, **client)
    sender = factories.make_sender(session, ours)
    return conversation_card.read(session, factories.make_conversation(session, sender, person))


def template(session: Session, ours: Organization, *names: str, **values: Any) -> Any:
    """A template with these variables."""
    variables = [{"name": name, "example": "x"} for name in names]
    return factories.make_template(session, ours, variables=variables, **values)


@pytest.fixture
def ours(session: Session) -> Organization:
    """An operator."""
    return factories.make_organization(session)


@pytest.mark.parametrize(("language", "said"), [("ru", "гость"), ("en", "guest")])
def test_a_client_whose_name_is_not_known_is_called_a_guest(
    session: Session, ours: Organization, language: str, said: str
) -> None:
    """Never by a number."""
    card = card_of(session, ours, name="+77011234567", name_is_placeholder=True)
    row = template(session, ours, "client_name", language=language)
    assert prefill.known(session, row, card, NOW) == ({"client_name": said}, None)


def test_a_trip_fills_its_values_in_the_templates_language(
    session: Session, ours: Organization
) -> None:
    """What nobody knows stays to be typed."""
    card = card_of(session, ours)
    client = session.get_one(Client, card.client.id)
    booking = booking_factories.make_booking(session, client, title="Алтай")
    row = template(session, ours, "trip_title", "total_amount", "topic", language="en")
    values, filled_from = prefill.known(session, row, card, NOW)
    assert values == {"trip_title": "Алтай", "total_amount": "KZT\u00a0450,000", "topic": ""}
    assert filled_from == booking


def test_the_live_booking_that_begins_first_is_meant(session: Session, ours: Organization) -> None:
    """None that is over; and none where the template speaks of no trip."""
    card = card_of(session, ours)
    client = session.get_one(Client, card.client.id)
    for month, status in ((9, "cancelled"), (11, "confirmed"), (10, "confirmed")):
        first, last = date(2026, month, 1), date(2026, month, 2)
        booking_factories.make_booking(
            session, client, status=status, title=f"{month}", start_date=first, end_date=last
        )
    values, _ = prefill.known(session, template(session, ours, "trip_title"), card, NOW)
    assert values == {"trip_title": "10"}
    other = template(session, ours, "client_name", name="other")
    assert prefill.known(session, other, card, NOW)[1] is None
