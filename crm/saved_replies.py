"""Saved replies: kept by the team, offered to whoever answers in the client's language first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.errors import NotFound, TextEmpty, TextTooLong, ValueRefused
from crm.messages.compose import LONGEST_TEXT
from crm.models import Organization, SavedReply

LONGEST_TITLE = 80
LANGUAGES = ("ru", "en", "kk", "de", "fr", "es", "pt", "it", "tr", "zh")
"""In which a reply may be; templates are looked up by the same codes."""


def listed(
    session: Session, organization: Organization, language: str | None = None
) -> list[SavedReply]:
    """All of the team's, by language and title; those in `language` first."""
    rows = session.scalars(
        select(SavedReply)
        .where(SavedReply.organization_id == organization.id)
        .order_by(SavedReply.language, SavedReply.title)
    )
    return sorted(rows, key=lambda row: row.language != language)


def find(session: Session, organization: Organization, public_id: UUID) -> SavedReply:
    """One of them. Raises NotFound."""
    found = session.scalar(
        select(SavedReply).where(
            SavedReply.organization_id == organization.id, SavedReply.public_id == public_id
        )
    )
    if found is None:
        raise NotFound("No such saved reply.")
    return found


def add(
    session: Session,
    organization: Organization,
    language: str,
    title: str,
    body: str,
    now: datetime,
) -> SavedReply:
    """Keep a new one. Raises ValueRefused where the title is taken, and what `change` raises."""
    values = _checked(language, title, body)
    created: SavedReply | None = session.scalar(
        insert(SavedReply)
        .values(organization_id=organization.id, created_at=now, updated_at=now, **values)
        .on_conflict_do_nothing(index_elements=["organization_id", "language", "title"])
        .returning(SavedReply)
    )
    if created is None:
        raise _taken(values["title"])
    return created


def change(
    session: Session, reply: SavedReply, language: str, title: str, body: str, now: datetime
) -> None:
    """Write it anew. Raises TextEmpty, TextTooLong, and ValueRefused for a title that is taken."""
    values = _checked(language, title, body)
    other = session.scalar(
        select(SavedReply.id).where(
            SavedReply.organization_id == reply.organization_id,
            SavedReply.language == language,
            SavedReply.title == values["title"],
            SavedReply.id != reply.id,
        )
    )
    if other is not None:
        raise _taken(values["title"])
    reply.language, reply.title, reply.body = language, values["title"], values["body"]
    reply.updated_at = now
    session.flush()


def remove(session: Session, reply: SavedReply) -> None:
    """Nobody needs it any more; what was sent with it stays."""
    session.delete(reply)
    session.flush()


def _checked(language: str, title: str, body: str) -> dict[str, str]:
    if language not in LANGUAGES:
        raise ValueRefused("“%(code)s” is no language that replies can be in.", code=language)
    title = " ".join(title.replace("\x00", "").split())
    body = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not title or not body:
        raise TextEmpty("A saved reply has a title and a text. Write both.")
    for text, limit in ((title, LONGEST_TITLE), (body, LONGEST_TEXT)):
        if len(text) > limit:
            raise TextTooLong(
                "There are %(length)s characters; %(limit)s fit. Write it shorter.",
                length=len(text),
                limit=limit,
            )
    return {"language": language, "title": title, "body": body}


def _taken(title: str) -> ValueRefused:
    return ValueRefused(
        "There is a reply called “%(title)s” already. Choose another title.", title=title
    )
