"""Automatic messages that wait: skipped, hurried, put off; never once they are on their way."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from crm.errors import NotFound, StepRefused, ValueRefused
from crm.messages import planned
from crm.models import Booking, Client, Communication, Conversation
from tests.booking_factories import make_booking
from tests.factories import NOW, make_outbound


def waiting(session: Session, conversation: Conversation) -> tuple[Booking, Communication]:
    """A booking of the conversation's client with a message for tomorrow."""
    booking = make_booking(session, session.get_one(Client, conversation.client_id))
    message = make_outbound(
        session,
        conversation,
        author="system",
        booking_id=booking.id,
        template_name="trip_soon_info",
        not_before=NOW + timedelta(days=1),
    )
    return booking, message


def test_one_is_skipped_or_goes_now(session: Session, conversation: Conversation) -> None:
    booking, message = waiting(session, conversation)
    assert planned.of_booking(session, booking, NOW) == [message]
    planned.hurry(session, message, NOW)
    assert (message.not_before, message.whatsapp_status) == (NOW, "queued")
    planned.skip(session, message, NOW)
    assert (message.whatsapp_status, message.suppressed_reason) == ("suppressed", "skipped")
    assert planned.of_booking(session, booking, NOW) == []


def test_one_is_put_off_to_a_day_to_come(session: Session, conversation: Conversation) -> None:
    booking, message = waiting(session, conversation)
    at = planned.snooze(session, booking, message, date(2026, 8, 10), NOW)
    assert (message.not_before, at.date()) == (at, date(2026, 8, 10))
    with pytest.raises(ValueRefused, match="has passed"):
        planned.snooze(session, booking, message, date(2026, 8, 3), NOW)


def test_what_is_on_its_way_stays(session: Session, conversation: Conversation) -> None:
    _, message = waiting(session, conversation)
    message.whatsapp_status = "sending"
    session.flush()
    with pytest.raises(StepRefused):
        planned.skip(session, message, NOW)


def test_a_message_that_is_none_is_not_found(session: Session, conversation: Conversation) -> None:
    booking, message = waiting(session, conversation)
    assert planned.find(session, booking, message.id) is message
    with pytest.raises(NotFound):
        planned.find(session, booking, 0)
