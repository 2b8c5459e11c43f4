"""One conversation: found, read, given to somebody, closed for us."""

import pytest
from sqlalchemy.orm import Session

from crm import conversations
from crm.errors import NotFound
from crm.models import Client, Conversation, Organization, User
from tests import factories
from tests.factories import NOW


@pytest.fixture
def ours(session: Session) -> Organization:
    """An operator."""
    return factories.make_organization(session)


@pytest.fixture
def talk(session: Session, ours: Organization) -> Conversation:
    """A conversation of it, unread and unanswered."""
    client = factories.make_client(session, ours)
    sender = factories.make_sender(session, ours)
    return factories.make_conversation(session, sender, client, unread_count=4, waiting_since=NOW)


def test_one_of_another_operator_is_not_found(session: Session, talk: Conversation) -> None:
    """One operator never notices the other."""
    theirs = factories.make_organization(session)
    with pytest.raises(NotFound):
        conversations.find(session, theirs.id, talk.public_id)


def test_reading_returns_how_much_was_unread_and_leaves_won_leads_alone(
    session: Session, talk: Conversation
) -> None:
    """The open lead follows the conversation; a settled one is history."""
    client = session.get_one(Client, talk.client_id)
    won = factories.make_lead(session, client, status="won", unread_messages_count=2)
    lead = factories.make_lead(session, client, unread_messages_count=4)
    assert conversations.mark_read(session, talk) == 4
    session.flush()
    session.expire_all()
    assert (talk.unread_count, lead.unread_messages_count) == (0, 0)
    assert won.unread_messages_count == 2


def test_who_is_given_a_conversation_gets_its_lead_where_that_has_nobody(
    session: Session, ours: Organization, talk: Conversation
) -> None:
    """A lead that has its agent keeps them."""
    first, second = (factories.make_user(session, ours) for _ in range(2))
    lead = factories.make_lead(session, session.get_one(Client, talk.client_id))
    assert conversations.assign(session, talk, first) is None
    assert conversations.assign(session, talk, second) == first
    session.expire_all()
    assert (talk.agent_id, lead.assigned_agent_id) == (second.id, first.id)


def test_a_conversation_can_be_given_to_nobody(
    session: Session, ours: Organization, talk: Conversation
) -> None:
    """Then it waits among those without an agent."""
    conversations.assign(session, talk, factories.make_user(session, ours))
    conversations.assign(session, talk, None)
    assert talk.agent_id is None


def test_a_conversation_is_for_those_of_the_team_alone(
    session: Session, ours: Organization
) -> None:
    """No guide, nobody of another operator."""
    guide = factories.make_user(session, ours, role="guide")
    stranger = factories.make_user(session, factories.make_organization(session))
    for other in (guide, stranger):
        with pytest.raises(NotFound):
            conversations.agent(session, ours.id, other.public_id)


def test_what_is_done_waits_for_nobody_until_it_is_opened_again(
    session: Session, talk: Conversation
) -> None:
    """Nothing is unread in it either."""
    conversations.finish(session, talk, NOW)
    assert (talk.done_at, talk.waiting_since, talk.unread_count) == (NOW, None, 0)
    conversations.reopen(session, talk)
    assert talk.done_at is None


def test_the_named_agent_is_found(session: Session, ours: Organization) -> None:
    """By the id that a page carries."""
    agent: User = factories.make_user(session, ours)
    assert conversations.agent(session, ours.id, agent.public_id) == agent
