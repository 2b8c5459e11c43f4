"""One conversation as an agent reads it: fifty messages, with notes and events between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from crm import conversation_events
from crm.conversation_events import Happening, Span
from crm.errors import NotFound
from crm.models import Attachment, Communication, Conversation, ConversationNote, User

SPAN = 50
AHEAD = timedelta(minutes=1)
"""What was to go so long after it was written was planned."""

ANSWERED, NEXT = aliased(Communication), aliased(Communication)
LATER = select(NEXT.id).where(NEXT.retry_of == Communication.id).correlate(Communication)
"""Another attempt at a message."""


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
class Note:
    """What the team said to itself, and who said it."""

    note: ConversationNote
    author: User


@dataclass(frozen=True)
class Line:
    """One thing of the log: a message, a note, or what happened."""

    at: datetime
    entry: Entry | None = None
    note: Note | None = None
    happening: Happening | None = None


@dataclass(frozen=True)
class Log:
    """Everything in its order; `older` is the id to read on from, None at the beginning."""

    entries: list[Entry]
    """The messages alone, oldest first."""
    lines: list[Line]
    older: int | None


def read(
    session: Session, conversation: Conversation, now: datetime, before: int | None = None
) -> Log:
    """The last 50 messages, or the 50 before the one with the id `before`; and what is between."""
    query = (
        select(Communication, User, ANSWERED, LATER.exists())
        .outerjoin(User, User.id == Communication.user_id)
        .outerjoin(ANSWERED, ANSWERED.id == Communication.reply_to_id)
        .where(Communication.conversation_id == conversation.id)
    )
    if before is not None:
        query = query.where(Communication.id < before)
    found = session.execute(query.order_by(Communication.id.desc()).limit(SPAN + 1)).all()
    files = _files(session, [one.id for one, *_ in found])
    entries = [
        Entry(one, author, files.get(one.id, []), answered, retried)
        for one, author, answered, retried in reversed(found[:SPAN])
    ]
    older = entries[0].communication if len(found) > SPAN else None
    span = Span(older.created_at if older else None, _began(session, before))
    lines = [
        *_said(entries, now),
        *(Line(note.note.created_at, note=note) for note in _notes(session, conversation, span)),
        *(
            Line(one.at, happening=one)
            for one in conversation_events.read(session, conversation, span, now)
        ),
    ]
    return Log(entries, sorted(lines, key=_place), older.id if older else None)


def after(session: Session, message: Communication) -> int | None:
    """The id to read before, for a page with this message in its middle; None: the newest page."""
    return session.scalar(
        select(Communication.id)
        .where(
            Communication.conversation_id == message.conversation_id,
            Communication.id > message.id,
        )
        .order_by(Communication.id)
        .offset(SPAN // 2)
        .limit(1)
    )


def find(session: Session, conversation: Conversation, communication_id: UUID) -> Communication:
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


def _said(entries: list[Entry], now: datetime) -> Iterator[Line]:
    """The messages at their times; what was planned ahead stands where it went, and not before."""
    latest = None
    for entry in entries:
        message = entry.communication
        at = message.created_at
        if message.not_before is not None and message.not_before - at > AHEAD:
            at = message.sent_at or message.claimed_at or message.not_before
        else:  # the others keep the order in which they were written down
            latest = at = max(latest or at, at)
        if at <= now or message.whatsapp_status != "queued":
            yield Line(at, entry=entry)


def _place(line: Line) -> tuple[datetime, int]:
    """At one instant: what the client said, what it brought about, what we said to it."""
    if line.entry is None:
        return line.at, 1
    return line.at, 0 if line.entry.communication.direction == "inbound" else 2


def _began(session: Session, before: int | None) -> datetime | None:
    """When the message was written at which the page after this one begins."""
    if before is None:
        return None
    return session.scalar(select(Communication.created_at).where(Communication.id == before))


def _notes(session: Session, conversation: Conversation, span: Span) -> list[Note]:
    found = session.execute(
        select(ConversationNote, User)
        .join(User, User.id == ConversationNote.user_id)
        .where(
            ConversationNote.conversation_id == conversation.id,
            span.holds(ConversationNote.created_at),
        )
        .order_by(ConversationNote.created_at.desc(), ConversationNote.id.desc())
        .limit(SPAN)
    )
    return [Note(note, user) for note, user in reversed(found.all())]


def _files(session: Session, ids: list[int]) -> dict[int, list[Attachment]]:
    """By message, its files in their order."""
    found = session.scalars(
        select(Attachment)
        .where(Attachment.communication_id.in_(ids))
        .order_by(Attachment.communication_id, Attachment.position)
    )
    return {key: list(group) for key, group in groupby(found, lambda file: file.communication_id)}
