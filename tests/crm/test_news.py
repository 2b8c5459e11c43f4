"""What concerns an agent just now, for the notifications of their browser."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm import audit, news
from crm.models import Conversation, Organization, Task, User
from tests.factories import (
    NOW,
    make_client,
    make_communication,
    make_conversation,
    make_organization,
    make_sender,
    make_task,
    make_user,
)


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator."""
    return make_organization(session)


@pytest.fixture
def user(session: Session, organization: Organization) -> User:
    """One of its agents."""
    return make_user(session, organization)


def talk(session: Session, organization: Organization, **values: object) -> Conversation:
    """A client of somebody's wrote a minute ago."""
    client = make_client(session, organization, kind=values.pop("kind", "client"))
    found = make_conversation(session, make_sender(session, organization), client, **values)
    make_communication(session, found, body="Есть места?")
    return found


def task(session: Session, organization: Organization, **values: object) -> Task:
    """A task, opened just now."""
    return make_task(session, organization, **{"kind": "unanswered", **values})


def test_messages_of_own_and_of_nobodys_conversations_concern_the_agent(
    session: Session, organization: Organization, user: User
) -> None:
    mine = talk(session, organization, agent_id=user.id)
    free = talk(session, organization)
    talk(session, organization, agent_id=make_user(session, organization).id)
    talk(session, organization, kind="internal")
    talk(session, make_organization(session))
    found = news.messages(session, user, NOW)
    assert {one.conversation for one in found} == {mine, free}
    assert {one.communication.body for one in found} == {"Есть места?"}


def test_what_is_older_is_no_news(session: Session, organization: Organization, user: User) -> None:
    talk(session, organization)
    task(session, organization)
    later = NOW + timedelta(minutes=16)
    assert news.messages(session, user, later) == []
    assert news.tasks(session, user, later) == []


def test_our_own_answer_is_no_news(
    session: Session, organization: Organization, user: User
) -> None:
    talk(session, organization, last_inbound_at=NOW - timedelta(hours=1), last_message_at=NOW)
    assert news.messages(session, user, NOW) == []


def test_tasks_of_own_and_of_nobodys_conversations_concern_the_agent(
    session: Session, organization: Organization, user: User
) -> None:
    other = make_user(session, organization)
    mine, theirs = (talk(session, organization, agent_id=one.id) for one in (user, other))
    wanted = [
        task(session, organization, conversation_id=mine.id),
        task(session, organization, kind="event_parked"),
    ]
    task(session, organization, conversation_id=theirs.id)
    task(session, organization, closed_at=NOW)
    found = news.tasks(session, user, NOW)
    assert [one.task for one in found] == wanted[::-1]


def test_a_task_that_the_agent_brought_about_is_no_news_to_them(
    session: Session, organization: Organization, user: User
) -> None:
    opened = task(session, organization, kind="refund_due")
    audit.note(session, organization, user, "booking.cancelled", "bookings:1", opened.opened_at)
    assert news.tasks(session, user, NOW) == []
    assert len(news.tasks(session, make_user(session, organization), NOW)) == 1
