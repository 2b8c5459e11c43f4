"""Attachments: the files of messages; a client's from the order to fetch it to the stored file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.db import nudge
from crm.errors import NotFound
from crm.models import Attachment, Communication, Conversation
from crm.provider import FetchedMedia, InboundMedia

PAUSES = (1, 3, 8, 20, 60, 180, 600, 1800, 3600, 10800, 21600)
"""Seconds before each further try. The provider's copy is often late by a second or two, so
the first are short; together they span half a day."""

LEASE = timedelta(seconds=120)
"""How long a claimed attachment is left to its worker before another may try."""


@dataclass(frozen=True)
class Wanted:
    """One attachment to fetch."""

    id: int
    source_url: str
    attempts: int


@dataclass(frozen=True)
class Upload:
    """A file that an agent sends, stored already."""

    storage_key: str
    content_type: str
    kind: str
    file_name: str
    size: int


def expect(
    session: Session,
    organization_id: int,
    communication_id: int,
    media: Sequence[InboundMedia],
    now: datetime,
) -> None:
    """Order the files of a message to be fetched."""
    for position, item in enumerate(media):
        session.add(
            Attachment(
                organization_id=organization_id,
                communication_id=communication_id,
                position=position,
                source_url=item.url,
                content_type=item.content_type,
                next_attempt_at=now,
                created_at=now,
            )
        )
    if media:
        session.flush()
        nudge(session)


_CLAIM = text(
    """
    WITH due AS (
        SELECT id FROM attachments WHERE state = 'waiting' AND next_attempt_at <= :now
        ORDER BY next_attempt_at LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    UPDATE attachments a SET attempts = attempts + 1, next_attempt_at = :again
    FROM due WHERE a.id = due.id
    RETURNING a.id, a.source_url, a.attempts
    """
)


def claim(session: Session, limit: int, now: datetime) -> list[Wanted]:
    """Take up to `limit` due ones; they come back by themselves if the worker dies."""
    rows = session.execute(_CLAIM, {"now": now, "again": now + LEASE, "limit": limit})
    return [Wanted(row.id, row.source_url, row.attempts) for row in rows]


def stored(session: Session, wanted: Wanted, media: FetchedMedia, key: str) -> None:
    """The file is kept under `key`."""
    _conclude(
        session,
        wanted,
        state="stored",
        storage_key=key,
        content_type=media.content_type,
        file_name=media.file_name,
        size=len(media.content),
        error=None,
    )


def refused(session: Session, wanted: Wanted, reason: str) -> None:
    """It will never be taken: too large, or not a kind we keep."""
    _conclude(session, wanted, state="refused", error=reason)


def try_later(session: Session, wanted: Wanted, reason: str, now: datetime) -> None:
    """Not there yet: again after a growing pause, or given up after the last."""
    if wanted.attempts > len(PAUSES):
        _conclude(session, wanted, state="missing", error=reason)
        return
    pause = timedelta(seconds=PAUSES[wanted.attempts - 1])
    _conclude(session, wanted, next_attempt_at=now + pause, error=reason)


def keep_upload(
    session: Session, communication: Communication, upload: Upload, now: datetime
) -> None:
    """Write down the file of a message of ours, once."""
    session.execute(
        insert(Attachment)
        .values(
            organization_id=communication.organization_id,
            communication_id=communication.id,
            position=0,
            source_url="",
            content_type=upload.content_type,
            file_name=upload.file_name,
            size=upload.size,
            state="stored",
            storage_key=upload.storage_key,
            next_attempt_at=now,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["communication_id", "position"])
    )


def upload_of(session: Session, communication: Communication) -> Upload:
    """The file of a message of ours, to be sent once more."""
    found = session.scalars(
        select(Attachment).where(Attachment.communication_id == communication.id)
    ).one()
    return Upload(
        found.storage_key or "",
        found.content_type,
        communication.kind,
        found.file_name or "",
        found.size or 0,
    )


def find(session: Session, organization_id: int, public_id: UUID) -> Attachment:
    """The attachment, if it is of this organization. Raises NotFound."""
    found = session.scalar(
        select(Attachment).where(
            Attachment.organization_id == organization_id, Attachment.public_id == public_id
        )
    )
    if found is None:
        raise NotFound("No such file.")
    return found


def fetch_again(session: Session, attachment: Attachment, now: datetime) -> Conversation:
    """Order a file that was given up to be fetched anew; returns its conversation."""
    if attachment.state in ("missing", "refused"):
        attachment.state = "waiting"
        attachment.attempts = 0
        attachment.next_attempt_at = now
        attachment.error = None
        session.flush()
        nudge(session)
    return session.scalars(
        select(Conversation)
        .join(Communication, Communication.conversation_id == Conversation.id)
        .where(Communication.id == attachment.communication_id)
    ).one()


def _conclude(session: Session, wanted: Wanted, **values: object) -> None:
    """Write the outcome, unless another worker concluded meanwhile."""
    session.execute(
        update(Attachment)
        .where(
            Attachment.id == wanted.id,
            Attachment.state == "waiting",
            Attachment.attempts == wanted.attempts,
        )
        .values(**values)
    )
