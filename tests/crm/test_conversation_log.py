"""The log: messages in their order, with notes and what happened between them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from crm import conversation_log, notes
from crm.models import Conversation, Organization
from tests import factories
from tests.factories import NOW


@pytest.fixture
def talk(session: Session) -> Conversation:
    """A conversation of an operator."""
    ours = factories.make_organization(session)
    client = factories.make_client(session, ours)
    return factories.make_conversation(session, factories.make_sender(session, ours), client)


def minutes(count: int) -> datetime:
    """So long after NOW."""
    return NOW + timedelta(minutes=count)


def read(session: Session, talk: Conversation, before: int | None = None) -> list[str]:
    """What the lines say."""
    log = conversation_log.read(session, talk, minutes(1000), before)
    return [
        line.entry.communication.body
        if line.entry
        else line.note.note.body
        if line.note
        else line.happening.word
        if line.happening
        else ""
        for line in log.lines
    ]


def test_a_message_has_its_author_what_it_answers_and_whether_it_was_tried_again(
    session: Session, talk: Conversation
) -> None:
    organization = session.get_one(Organization, talk.organization_id)
    agent = factories.make_user(session, organization)
    first = factories.make_outbound(session, talk, user_id=agent.id)
    second = factories.make_outbound(session, talk, user_id=agent.id, retry_of=first.id)
    answer = factories.make_communication(session, talk, reply_to_id=second.id)
    entries = conversation_log.read(session, talk, minutes(99)).entries
    assert [one.communication for one in entries] == [first, second, answer]
    assert [one.author for one in entries] == [agent, agent, None]
    assert [one.answered for one in entries] == [None, None, second]
    assert [one.retried for one in entries] == [True, False, False]


def test_notes_stand_where_they_were_written(session: Session, talk: Conversation) -> None:
    """Between the messages before and after."""
    agent = factories.make_user(session, session.get_one(Organization, talk.organization_id))
    factories.make_communication(session, talk, body="one", created_at=NOW)
    factories.make_communication(session, talk, body="two", created_at=minutes(2))
    notes.write(session, talk, agent, "noted", minutes(1))
    assert read(session, talk) == ["one", "noted", "two"]


def test_what_was_planned_stands_where_it_went(session: Session, talk: Conversation) -> None:
    """Not where it was planned, and not before it goes."""
    late = minutes(600)
    sent = {"whatsapp_status": "sent", "not_before": late, "sent_at": late}
    factories.make_outbound(session, talk, body="reminder", created_at=NOW, **sent)
    factories.make_outbound(session, talk, body="planned", created_at=NOW, not_before=minutes(2000))
    factories.make_communication(session, talk, body="two", created_at=minutes(1))
    assert read(session, talk) == ["two", "reminder"]


def test_messages_keep_the_order_in_which_they_were_written_down(
    session: Session, talk: Conversation
) -> None:
    """A clock that was behind does not turn a talk around."""
    factories.make_communication(session, talk, body="one", created_at=minutes(1))
    factories.make_communication(session, talk, body="two", created_at=NOW)
    assert read(session, talk) == ["one", "two"]


def test_a_page_has_the_notes_of_its_own_span(session: Session, talk: Conversation) -> None:
    """Each once, whichever page it is read on."""
    agent = factories.make_user(session, session.get_one(Organization, talk.organization_id))
    for number in range(60):
        body = f"m{number}"
        factories.make_communication(session, talk, body=body, created_at=minutes(number * 2))
    for number in (1, 101):
        notes.write(session, talk, agent, f"n{number}", minutes(number))
    newest = conversation_log.read(session, talk, minutes(1000))
    later, earlier = read(session, talk), read(session, talk, newest.older)
    assert ("n101" in later, "n1" in later) == (True, False)
    assert ("n101" in earlier, "n1" in earlier) == (False, True)
