"""The messages of one conversation as an agent reads them, fifty at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.models import Attachment, Communication, Conversation, User

SPAN = 50
T = TypeVar("T", User, Communication)


@dataclass(frozen=True)
class Entry:
    """One message with what stands around it."""

    communication: Communication
    author: User | None
    attachments: list[Attachment]
    answered: Communication | None
    """The message it answers, where we have it."""
    retried: bool
    """A later attempt at it exists."""


@dataclass(frozen=True)
class Log:
    """Messages, oldest first; `older` is the id to read on from, None at the beginning."""

    entries: list[Entry]
    older: int | None


def read(session: Session, conversation: Conversation, before: int | None = None) -> Log:
    """The last 50 messages, or the 50 before the one with the id `before`."""
    query = select(Communication).where(Communication.conversation_id == conversation.id)
    if before is not None:
        query = query.where(Communication.id < before)
    found = session.scalars(query.order_by(Communication.id.desc()).limit(SPAN + 1)).all()
    shown = list(reversed(found[:SPAN]))
    return Log(_entries(session, shown), shown[0].id if len(found) > SPAN else None)


def find(session: Session, conversation: Conversation, communication_id: object) -> Communication:
    """A message of this conversation by its public id. Raises NotFound."""
    found = session.scalar(
        select(Communication).where(
            Communication.conversation_id == conversation.id,
            Communication.public_id == communication_id,
        )
    )
    if found is None:
        raise NotFound("No such message.")
    return found


def _entries(session: Session, shown: list[Communication]) -> list[Entry]:
    """Join what belongs to the messages, in one statement a kind."""
    ids = [one.id for one in shown]
    files = session.scalars(
        select(Attachment)
        .where(Attachment.communication_id.in_(ids))
        .order_by(Attachment.communication_id, Attachment.position)
    )
    attachments = {
        key: list(group) for key, group in groupby(files, lambda file: file.communication_id)
    }
    answered = _by_id(session, Communication, (one.reply_to_id for one in shown))
    authors = _by_id(session, User, (one.user_id for one in shown))
    retried = set(
        session.scalars(select(Communication.retry_of).where(Communication.retry_of.in_(ids)))
    )
    return [
        Entry(
            one,
            authors.get(one.user_id or 0),
            attachments.get(one.id, []),
            answered.get(one.reply_to_id or 0),
            one.id in retried,
        )
        for one in shown
    ]


def _by_id(session: Session, model: type[T], ids: Iterable[int | None]) -> dict[int, T]:
    """Rows by their key."""
    wanted = {key for key in ids if key is not None}
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(wanted)))}
