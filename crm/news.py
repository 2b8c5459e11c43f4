"""What has just happened that concerns one agent: messages of clients, and new tasks.

Of their own conversations and of those that nobody has; never what they did themselves.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session, aliased

from crm import open_tasks
from crm.models import AuditEntry, Client, Communication, Conversation, Task, User
from crm.open_tasks import OpenTask

FRESH = timedelta(minutes=15)
"""What is older is no news."""
MOST = 10
LOOKED_BACK = 200
"""Deeds of the team: more are not done while a task is fresh."""


@dataclass(frozen=True)
class Message:
    """What a client wrote last."""

    communication: Communication
    conversation: Conversation
    client: Client


def messages(session: Session, user: User, now: datetime) -> list[Message]:
    """The last message of each client who has just written, the newest first; ten at most."""
    latest = (
        select(Communication)
        .where(
            Communication.conversation_id == Conversation.id,
            Communication.direction == "inbound",
        )
        .order_by(Communication.id.desc())
        .limit(1)
        .lateral()
    )
    last = aliased(Communication, latest)
    query = (
        select(last, Conversation, Client)
        .select_from(Conversation)
        .join(Client, Client.id == Conversation.client_id)
        .join(last, true())
        .where(
            Conversation.organization_id == user.organization_id,
            Conversation.last_message_at > now - FRESH,
            Conversation.last_inbound_at > now - FRESH,
            or_(Conversation.agent_id.is_(None), Conversation.agent_id == user.id),
            Client.kind == "client",
        )
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(MOST)
    )
    return [Message(*row) for row in session.execute(query)]


def tasks(session: Session, user: User, now: datetime) -> list[OpenTask]:
    """The tasks that have just been opened, the newest first; ten at most.

    A deed's audit entry has the instant of everything it changed: what bears the instant of one
    of the user's own deeds was opened by it.
    """
    lately = (
        select(AuditEntry.user_id, AuditEntry.at)
        .where(AuditEntry.organization_id == user.organization_id)
        .order_by(AuditEntry.id.desc())
        .limit(LOOKED_BACK)
        .subquery()
    )
    query = (
        select(Task.id)
        .outerjoin(Conversation, Conversation.id == Task.conversation_id)
        .where(
            Task.organization_id == user.organization_id,
            Task.closed_at.is_(None),
            Task.due_at > now - FRESH,
            or_(Conversation.agent_id.is_(None), Conversation.agent_id == user.id),
            Task.opened_at.not_in(select(lately.c.at).where(lately.c.user_id == user.id)),
        )
        .order_by(Task.due_at.desc(), Task.id.desc())
        .limit(MOST)
    )
    return open_tasks.these(session, user.organization_id, session.scalars(query).all())
