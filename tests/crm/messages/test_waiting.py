"""Since when a client waits: a person's answer ends it, one that fails does not."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm import conversations
from crm.messages import compose, failure, receive
from crm.models import (
    ClientAddress,
    Communication,
    Conversation,
    Organization,
    User,
    WhatsappSender as Sender,
)
from crm.provider import ErrorClass
from tests.crm.messages.sending import take
from tests.factories import NOW, make_inbound, make_user, make_welcome

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def agent(session: Session, conversation: Conversation) -> User:
    """Someone of the team."""
    return make_user(session, session.get_one(Organization, conversation.organization_id))


def write(session: Session, conversation: Conversation, at: object = NOW) -> None:
    """The client writes, by the road that most messages take."""
    address = session.get_one(ClientAddress, conversation.address_id).address
    sender = session.get_one(Sender, conversation.sender_id)
    receive.receive(session, make_inbound(sender, client_address=address), at)  # type: ignore[arg-type]
    session.expire_all()


def answer(session: Session, conversation: Conversation, agent: User, key: str) -> Communication:
    """The agent answers."""
    return compose.text(session, conversation, agent, "Да, есть", key, LATER)


def test_the_first_unanswered_message_says_since_when(
    session: Session, conversation: Conversation
) -> None:
    """A second one does not begin the waiting anew."""
    write(session, conversation)
    write(session, conversation, LATER)
    assert conversation.waiting_since == NOW


def test_an_answer_by_a_person_ends_it(
    session: Session, conversation: Conversation, agent: User
) -> None:
    """An automatic one does not."""
    write(session, conversation)
    make_welcome(session, conversation)
    assert conversation.waiting_since == NOW
    answer(session, conversation, agent, "k1")
    assert conversation.waiting_since is None


def test_an_answer_that_failed_is_none(
    session: Session, conversation: Conversation, agent: User
) -> None:
    """Unless it arrived after all."""
    write(session, conversation)
    message = answer(session, conversation, agent, "k1")
    failure.record(session, message.id, "63024", ErrorClass.NEVER, LATER)
    session.expire_all()
    assert conversation.waiting_since == NOW
    failure.undo(session, message.id, LATER)
    session.expire_all()
    assert conversation.waiting_since is None


def test_an_answer_that_failed_beside_one_that_did_not_changes_nothing(
    session: Session, conversation: Conversation, agent: User
) -> None:
    """They have been answered."""
    write(session, conversation)
    answer(session, conversation, agent, "k1")
    second = answer(session, conversation, agent, "k2")
    failure.record(session, second.id, "63024", ErrorClass.NEVER, LATER)
    session.expire_all()
    assert conversation.waiting_since is None


def test_an_answer_held_back_at_the_last_moment_is_none(
    session: Session, conversation: Conversation, agent: User
) -> None:
    """The window closed between writing and sending."""
    write(session, conversation)
    message = answer(session, conversation, agent, "k1")
    for _ in ("the welcome before it", "the answer"):
        take(session, conversation.sender_id, NOW + timedelta(hours=25))
    assert message.suppressed_reason == "window_closed"
    assert conversation.waiting_since == NOW


def test_what_was_done_opens_again_when_the_client_writes(
    session: Session, conversation: Conversation
) -> None:
    """By the long road, which opens the lead, and then by the short one."""
    for _ in range(2):
        conversations.finish(session, conversation, NOW)
        write(session, conversation, LATER)
        assert (conversation.done_at, conversation.waiting_since) == (None, LATER)
