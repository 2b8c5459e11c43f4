"""The files of messages as an agent meets them: found for viewing, asked for once more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.db import nudge
from crm.errors import NotFound
from crm.models import Attachment, Communication, Conversation


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
        nudge(session)
    return session.scalars(
        select(Conversation)
        .join(Communication, Communication.conversation_id == Conversation.id)
        .where(Communication.id == attachment.communication_id)
    ).one()
