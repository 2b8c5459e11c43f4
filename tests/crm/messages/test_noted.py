"""What was said outside WhatsApp, as somebody notes it."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm.errors import CrmError
from crm.messages import claim, noted
from crm.messages.noted import Talk
from crm.models import Client, Conversation, Organization, User, WhatsappSender
from tests.factories import (
    NOW,
    make_lead,
    make_outbound,
    make_task,
    make_user,
)


@pytest.fixture
def agent(session: Session, sender: WhatsappSender) -> User:
    """Who notes it."""
    return make_user(session, session.get_one(Organization, sender.organization_id))


def test_a_call_is_an_answer_and_moves_no_window(
    session: Session, conversation: Conversation, agent: User
) -> None:
    lead = make_lead(session, session.get_one(Client, conversation.client_id))
    before = conversation.last_inbound_at, conversation.unread_count
    task = make_task(
        session,
        session.get_one(Organization, agent.organization_id),
        conversation_id=conversation.id,
    )
    row = noted.note(session, conversation, agent, Talk("phone", "inbound", "Спросила дату"), NOW)
    session.refresh(task)
    assert (row.communication_type, row.whatsapp_status, row.user_id) == (
        "phone",
        "received",
        agent.id,
    )
    assert (conversation.last_inbound_at, conversation.unread_count) == before
    assert (lead.status, lead.assigned_agent_id, task.closed_at) == ("contacted", agent.id, NOW)
    assert conversation.last_message_at == NOW


def test_a_letter_of_theirs_answers_nothing(
    session: Session, conversation: Conversation, agent: User
) -> None:
    lead = make_lead(session, session.get_one(Client, conversation.client_id))
    noted.note(session, conversation, agent, Talk("email", "inbound", "Просит счёт"), NOW)
    assert (lead.status, conversation.agent_id) == ("new", None)


@pytest.mark.parametrize("kind", noted.TYPES)
def test_what_is_noted_is_never_sent(
    session: Session, conversation: Conversation, agent: User, kind: str
) -> None:
    noted.note(session, conversation, agent, Talk(kind, "outbound", "Перезвонила"), NOW)
    sender = session.get_one(WhatsappSender, conversation.sender_id)
    sender.lease_owner, sender.lease_until = "me", NOW + timedelta(hours=2)
    later = NOW + timedelta(hours=1)
    session.flush()
    assert claim.claim(session, sender.id, "me", 10, "https://crm.example.com", later) == []
    queued = make_outbound(session, conversation)
    with pytest.raises(IntegrityError), session.begin_nested():
        queued.communication_type = kind
        session.flush()


@pytest.mark.parametrize(
    "talk",
    [
        Talk("phone", "inbound", " "),
        Talk("phone", "inbound", "x" * 5001),
        Talk("whatsapp", "inbound", "Да"),
        Talk("sms", "sideways", "Да"),
    ],
)
def test_what_says_nothing_is_refused(
    session: Session, conversation: Conversation, agent: User, talk: Talk
) -> None:
    with pytest.raises(CrmError):
        noted.note(session, conversation, agent, talk, NOW)
