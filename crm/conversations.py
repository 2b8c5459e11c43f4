"""One conversation: found, read, given to an agent, closed for us until the client writes again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm import unanswered, users
from crm.errors import NotFound
from crm.models import Conversation, Lead, User
from crm.models.lead import OPEN


def find(session: Session, organization_id: int, public_id: UUID) -> Conversation:
    """The conversation, if it is of this organization. Raises NotFound."""
    found = session.scalar(
        select(Conversation).where(
            Conversation.organization_id == organization_id,
            Conversation.public_id == public_id,
        )
    )
    if found is None:
        raise NotFound("No such conversation.")
    return found


def mark_read(session: Session, conversation: Conversation) -> int:
    """Set the conversation's and its open lead's unread counts to 0; returns what it was.

    Where nothing is unread nothing is locked: whatever comes meanwhile is unread afterwards.
    """
    if not conversation.unread_count:
        return 0
    lock(session, conversation)
    unread = conversation.unread_count
    conversation.unread_count = 0
    session.execute(
        update(Lead)
        .where(
            Lead.client_id == conversation.client_id,
            Lead.status.in_(OPEN),
            Lead.unread_messages_count > 0,
        )
        .values(unread_messages_count=0)
    )
    return unread


def agent(session: Session, organization_id: int, public_id: UUID) -> User:
    """Somebody who may be given a conversation. Raises NotFound."""
    for user in users.team(session, organization_id):
        if user.public_id == public_id:
            return user
    raise NotFound("No such agent.")


def assign(session: Session, conversation: Conversation, agent: User | None) -> User | None:
    """Give the conversation to an agent, or to nobody; its open lead without one follows.

    Returns whose it was.
    """
    lock(session, conversation)
    before = session.get(User, conversation.agent_id) if conversation.agent_id else None
    conversation.agent_id = agent.id if agent else None
    session.flush()
    if agent is not None:
        session.execute(
            update(Lead)
            .where(
                Lead.client_id == conversation.client_id,
                Lead.status.in_(OPEN),
                Lead.assigned_agent_id.is_(None),
            )
            .values(assigned_agent_id=agent.id)
        )
    return before


def finish(session: Session, conversation: Conversation, now: datetime) -> None:
    """Nothing is left to do: it leaves the lists until the client writes again."""
    lock(session, conversation)
    conversation.done_at = now
    conversation.unread_count = 0
    session.flush()
    unanswered.end(session, conversation.id, now)


def reopen(session: Session, conversation: Conversation) -> None:
    """Something is left to do after all."""
    lock(session, conversation)
    conversation.done_at = None
    session.flush()


def lock(session: Session, conversation: Conversation) -> None:
    """Hold the conversation, as it is by then; before its lead, on every road."""
    session.flush()  # a refresh would forget what is only in the session
    session.refresh(conversation, with_for_update={"key_share": True})
