"""Drafts: what somebody types in a conversation, kept until it is sent, and seen by the others."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.models import Communication, Conversation, Draft, User

LONGEST = 20_000
SILENCE = timedelta(seconds=10)
"""Who has pressed no key for so long is not typing."""
FIRST_WORDS = 120


@dataclass(frozen=True)
class Typist:
    """Somebody who is typing at this moment."""

    name: str
    words: str
    """The first of them, on one line."""
    until: datetime
    """When they count as silent, unless they go on."""


def keep(
    session: Session,
    conversation: Conversation,
    user: User,
    body: str,
    form_key: str,
    now: datetime,
) -> None:
    """Keep what the user has typed so far; nothing typed, nothing kept."""
    body = body.replace("\x00", "")[:LONGEST]
    if not body.strip():
        drop(session, conversation, user)
        return
    changed = {"form_key": form_key, "body": body, "updated_at": now}
    session.execute(
        insert(Draft)
        .values(
            organization_id=conversation.organization_id,
            conversation_id=conversation.id,
            user_id=user.id,
            **changed,
        )
        .on_conflict_do_update(index_elements=["conversation_id", "user_id"], set_=changed)
    )


def drop(session: Session, conversation: Conversation, user: User) -> None:
    """It was sent, or emptied."""
    session.execute(
        delete(Draft).where(Draft.conversation_id == conversation.id, Draft.user_id == user.id)
    )


def of(session: Session, conversation: Conversation, user: User) -> str:
    """What the user has typed and not sent, on whatever device."""
    found = session.scalar(
        select(Draft.body).where(
            Draft.conversation_id == conversation.id, Draft.user_id == user.id, _unsent()
        )
    )
    return found or ""


def typing(
    session: Session, conversation: Conversation, reader: User, now: datetime
) -> list[Typist]:
    """The others who are typing here, who began last first."""
    rows = session.execute(
        select(User.name, Draft.body, Draft.updated_at)
        .join(User, User.id == Draft.user_id)
        .where(
            Draft.conversation_id == conversation.id,
            Draft.user_id != reader.id,
            Draft.updated_at > now - SILENCE,
            _unsent(),
        )
        .order_by(Draft.updated_at.desc())
    )
    return [Typist(name, _first(body), at + SILENCE) for name, body, at in rows]


def sent_as(conversation_id: int, form_key: str) -> str:
    """The dedupe key of the message that a form's text becomes."""
    return f"form:{conversation_id}:{form_key}"


def _unsent() -> ColumnElement[bool]:
    """A draft saved on the way out of a page may come in after its text was sent."""
    key = func.concat("form:", Draft.conversation_id, ":", Draft.form_key)
    return ~exists().where(Communication.dedupe_key == key)


def _first(body: str) -> str:
    words = " ".join(body.split())
    return words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS].rstrip()}…"
