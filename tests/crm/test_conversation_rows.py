"""A row of the list: what was said last, and the booking that matters."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import conversation_rows
from crm.conversation_rows import Row
from crm.models import Client, Conversation, Organization
from tests import booking_factories, factories
from tests.factories import NOW


@pytest.fixture
def talk(session: Session) -> Conversation:
    """A conversation of an operator."""
    ours = factories.make_organization(session)
    client = factories.make_client(session, ours)
    return factories.make_conversation(session, factories.make_sender(session, ours), client)


def row_of(session: Session, talk: Conversation) -> Row:
    """How the list shows it."""
    return conversation_rows.read(session, [talk.id], NOW)[0]


def book(session: Session, talk: Conversation, **values: Any) -> Any:
    """A booking of its client."""
    client = session.get_one(Client, talk.client_id)
    return booking_factories.make_booking(session, client, **values)


def test_the_last_message_is_the_one_said_last_whoever_said_it(
    session: Session, talk: Conversation
) -> None:
    """What is planned for later has not been said."""
    factories.make_communication(session, talk, body="first")
    factories.make_outbound(session, talk, body="last")
    factories.make_outbound(session, talk, body="planned", not_before=NOW + timedelta(days=1))
    last = row_of(session, talk).last
    assert last is not None
    assert last.body == "last"


def test_the_live_booking_that_begins_first_is_shown(session: Session, talk: Conversation) -> None:
    """Not the latest, nor one that is over."""
    book(session, talk, status="cancelled", start_date=date(2026, 8, 1), end_date=date(2026, 8, 2))
    later = {"start_date": date(2026, 10, 1), "end_date": date(2026, 10, 2)}
    soon = book(session, talk, start_date=date(2026, 9, 1), end_date=date(2026, 9, 2))
    book(session, talk, **later)
    assert row_of(session, talk).booking == soon


def test_an_open_claim_is_told(session: Session, talk: Conversation) -> None:
    """Somebody has to look whether the money came."""
    booking = book(session, talk)
    assert not row_of(session, talk).claim_open
    booking_factories.make_claim(session, booking)
    assert row_of(session, talk).claim_open


def test_the_open_tasks_of_a_conversation_are_named(session: Session, talk: Conversation) -> None:
    """Kind by kind, however many there are."""
    ours = session.get_one(Organization, talk.organization_id)
    for kind in ("handover", "not_delivered"):
        factories.make_task(session, ours, conversation_id=talk.id, kind=kind)
    assert row_of(session, talk).tasks == {"handover", "not_delivered"}
