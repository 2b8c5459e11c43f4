"""Drafts: what somebody types in a conversation, kept until it is sent, and seen by the others."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
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


def read(
    session: Session, conversation: Conversation, reader: User, now: datetime
) -> tuple[str, list[Typist]]:
    """What the reader has typed and not sent; and who else is typing, who began last first."""
    rows = session.execute(
        select(Draft, User.name)
        .join(User, User.id == Draft.user_id)
        .where(
            Draft.conversation_id == conversation.id,
            or_(Draft.user_id == reader.id, Draft.updated_at > now - SILENCE),
            _unsent(),
        )
        .order_by(Draft.updated_at.desc())
    ).all()
    own = [draft.body for draft, _ in rows if draft.user_id == reader.id]
    others = [
        Typist(name, _first(draft.body), draft.updated_at + SILENCE)
        for draft, name in rows
        if draft.user_id != reader.id
    ]
    return "".join(own), others


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
