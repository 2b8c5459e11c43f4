"""Notes of the team in a conversation: written by an agent, read by the team, never sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from crm.errors import TextEmpty, TextTooLong
from crm.models import Conversation, ConversationNote, User

LONGEST = 4000


def write(
    session: Session, conversation: Conversation, user: User, body: str, now: datetime
) -> ConversationNote:
    """Keep a note. Raises TextEmpty or TextTooLong."""
    body = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not body:
        raise TextEmpty("There is nothing to keep. Write a note first.")
    if len(body) > LONGEST:
        raise TextTooLong(
            "The note has %(length)s characters; %(limit)s fit. Write it in parts.",
            length=len(body),
            limit=LONGEST,
        )
    note = ConversationNote(
        organization_id=conversation.organization_id,
        conversation_id=conversation.id,
        user_id=user.id,
        body=body,
        created_at=now,
    )
    session.add(note)
    session.flush()
    return note
