"""What happened between the messages, read from where it was written anyway."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import audit, conversation_events
from crm.bookings import machine
from crm.conversation_events import Happening, Span
from crm.models import Booking, Client, Conversation, Organization
from tests import booking_factories, factories
from tests.factories import NOW

ALWAYS = Span(None, None)
HOUR = timedelta(hours=1)


@pytest.fixture
def talk(session: Session) -> Conversation:
    """A conversation of an operator."""
    ours = factories.make_organization(session)
    client = factories.make_client(session, ours)
    return factories.make_conversation(session, factories.make_sender(session, ours), client)


@pytest.fixture
def booking(session: Session, talk: Conversation) -> Booking:
    """A quote of its client."""
    client = session.get_one(Client, talk.client_id)
    return booking_factories.make_booking(session, client, status="hold")


def read(session: Session, talk: Conversation, span: Span = ALWAYS, **also: Any) -> list[Happening]:
    """What happened."""
    return conversation_events.read(session, talk, span, also.get("now", NOW))


def test_who_it_was_given_to_is_read_from_the_audit_log(
    session: Session, talk: Conversation
) -> None:
    """With who gave it; other deeds of the log are not told."""
    ours = session.get_one(Organization, talk.organization_id)
    agent = factories.make_user(session, ours)
    audit.note(session, ours, agent, "conversation.assigned", talk, NOW, agent="Aigerim")
    audit.note(session, ours, agent, "conversation.read", talk, NOW)
    (one,) = read(session, talk)
    assert (one.word, one.who, one.facts) == ("assigned", agent, {"agent": "Aigerim"})


def test_a_state_of_a_booking_is_told_once_when_it_begins(
    session: Session, talk: Conversation, booking: Booking
) -> None:
    """Steps that leave the state as it is say nothing new."""
    machine.step(session, booking, "adjust", "hold", machine.SYSTEM, NOW)
    machine.step(session, booking, "request_payment", "payment_pending", machine.SYSTEM, NOW)
    (one,) = read(session, talk)
    assert (one.word, one.booking) == ("payment_pending", booking)


def test_a_payment_is_told_with_its_sum(
    session: Session, talk: Conversation, booking: Booking
) -> None:
    """When it came."""
    booking_factories.make_payment(session, booking, amount=Decimal(5000), succeeded_at=NOW)
    (one,) = read(session, talk)
    assert (one.word, one.facts["amount"]) == ("payment", Decimal(5000))


def test_a_claim_and_a_stop_are_told(
    session: Session, talk: Conversation, booking: Booking
) -> None:
    """The stop in the client's own word."""
    booking_factories.make_claim(session, booking)
    client = session.get_one(Client, talk.client_id)
    factories.make_consent(session, client, "opted_out", at=NOW + HOUR)
    told = [(one.word, one.facts.get("evidence")) for one in read(session, talk)]
    assert told == [("claimed", None), ("opted_out", "стоп")]


def test_the_closing_of_the_window_is_told_once_it_has_closed(
    session: Session, talk: Conversation
) -> None:
    """To the minute that the server keeps to."""
    assert read(session, talk, now=NOW + 23 * HOUR) == []
    (one,) = read(session, talk, now=NOW + 25 * HOUR)
    assert one.at == NOW - timedelta(minutes=1) + timedelta(hours=23, minutes=55)


def test_only_what_lies_within_the_span_is_told(session: Session, talk: Conversation) -> None:
    """A page of the log tells its own part."""
    client = session.get_one(Client, talk.client_id)
    for hours in range(3):
        factories.make_consent(session, client, "opted_out", at=NOW + hours * HOUR)
    told = read(session, talk, Span(NOW + HOUR, NOW + 2 * HOUR))
    assert [one.at for one in told] == [NOW + HOUR]


def test_bookings_of_another_conversation_are_told_there(
    session: Session, talk: Conversation, booking: Booking
) -> None:
    """One client may write to two of our numbers."""
    ours = session.get_one(Organization, talk.organization_id)
    other = Conversation(
        organization_id=ours.id,
        sender_id=factories.make_sender(session, ours).id,
        address_id=talk.address_id,
        client_id=talk.client_id,
        last_message_at=NOW,
    )
    session.add(other)
    session.flush()
    booking.conversation_id = other.id
    machine.step(session, booking, "request_payment", "payment_pending", machine.SYSTEM, NOW)
    assert read(session, talk) == []
    assert [one.word for one in read(session, other)] == ["payment_pending"]
