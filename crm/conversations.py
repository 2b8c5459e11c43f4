"""The conversations of an organization as an agent reads them: the list, one of them, unread."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, true, tuple_, update
from sqlalchemy.orm import Session, aliased

from crm.errors import NotFound
from crm.models import (
    Attachment,
    Client,
    ClientAddress,
    Communication,
    Conversation,
    Lead,
    User,
)
from crm.models.lead import OPEN

PAGE = 30
FILTERS = ("all", "unread", "waiting")


class Cursor(NamedTuple):
    """Where a page of the list ended: the keys of its last conversation."""

    last_message_at: datetime
    id: int

    def __str__(self) -> str:
        """As an address carries it."""
        return f"{self.last_message_at.isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The cursor of an address. Raises NotFound for what never was one."""
        at, _, key = text.partition("_")
        try:
            instant = datetime.fromisoformat(at)
            return cls(instant if instant.tzinfo else instant.astimezone(), int(key))
        except (ValueError, OverflowError) as problem:
            raise NotFound("No such page of the list.") from problem


@dataclass(frozen=True)
class Row:
    """One conversation in the list."""

    conversation: Conversation
    client: Client
    address: str
    agent: User | None
    last: Communication | None
    file_name: str | None
    """The name of the last message's first attachment, if it has one."""


@dataclass(frozen=True)
class Page:
    """A page of the list, newest first; `older` leads to the next."""

    rows: list[Row]
    older: Cursor | None


def page(
    session: Session,
    organization_id: int,
    only: str = "all",
    after: Cursor | None = None,
) -> Page:
    """Up to 30 conversations: all, the unread, or those whose client waits for a person."""
    found = session.execute(_listed(organization_id, only, after)).all()
    rows = [Row(*values) for values in found[:PAGE]]
    if len(found) <= PAGE:
        return Page(rows, None)
    last = rows[-1].conversation
    return Page(rows, Cursor(last.last_message_at, last.id))


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


def unread_total(session: Session, organization_id: int) -> int:
    """How many conversations hold a message nobody has looked at."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Conversation)
            .where(Conversation.organization_id == organization_id, Conversation.unread_count > 0)
        )
        or 0
    )


def mark_read(session: Session, conversation: Conversation) -> int:
    """Set the conversation's and its open lead's unread counts to 0; returns what it was."""
    session.refresh(conversation, with_for_update=True)
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


def _listed(
    organization_id: int, only: str, after: Cursor | None
) -> Select[Conversation, Client, str, User, Communication, str | None]:
    """The list's one statement, with each conversation's last message beside it."""
    latest = (
        select(Communication)
        .where(Communication.conversation_id == Conversation.id)
        .order_by(Communication.id.desc())
        .limit(1)
        .lateral()
    )
    last = aliased(Communication, latest)
    first_file = and_(Attachment.communication_id == last.id, Attachment.position == 0)
    query = (
        select(Conversation, Client, ClientAddress.address, User, last, Attachment.file_name)
        .join(Client, Client.id == Conversation.client_id)
        .join(ClientAddress, ClientAddress.id == Conversation.address_id)
        .outerjoin(User, User.id == Conversation.agent_id)
        .outerjoin(last, true())
        .outerjoin(Attachment, first_file)
        .where(Conversation.organization_id == organization_id, _chosen(only))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        keys = tuple_(Conversation.last_message_at, Conversation.id)
        query = query.where(keys < tuple_(*after))
    return query


def _chosen(only: str) -> ColumnElement[bool]:
    """The condition of a filter; a failed answer or an automatic one is no answer."""
    if only == "unread":
        return Conversation.unread_count > 0
    if only == "waiting":
        answered = exists().where(
            Communication.conversation_id == Conversation.id,
            Communication.author == "agent",
            Communication.whatsapp_status.not_in(("failed", "suppressed")),
            Communication.created_at > Conversation.last_inbound_at,
        )
        return and_(Conversation.last_inbound_at.is_not(None), ~answered)
    return true()
