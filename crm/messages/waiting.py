"""Who waits for us: since when a client has had no answer of a person.

An inbound message sets it (LOG_INBOUND), an agent's message clears it, and it comes back where
that message fails: what did not arrive is no answer. Automatic messages never count.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.models import Conversation


def answered(conversation: Conversation) -> None:
    """A person has answered, and so taken it up again if it was done. The caller holds it."""
    conversation.waiting_since = None
    conversation.done_at = None


_AGAIN = text(
    """
    UPDATE conversations v SET waiting_since = v.last_inbound_at
    FROM communications f
    WHERE f.id = :id AND f.author = 'agent' AND v.id = f.conversation_id
      AND v.waiting_since IS NULL AND v.done_at IS NULL AND f.created_at > v.last_inbound_at
      AND NOT EXISTS (
          SELECT 1 FROM communications c
          WHERE c.conversation_id = v.id AND c.id <> f.id AND c.author = 'agent'
            AND c.whatsapp_status NOT IN ('failed', 'suppressed')
            AND c.created_at > v.last_inbound_at)
    """
)


def again(session: Session, communication_id: int) -> None:
    """An agent's message did not go: if it was the only answer, the client waits again."""
    session.execute(_AGAIN, {"id": communication_id})


_AFTER_ALL = text(
    """
    UPDATE conversations v SET waiting_since = NULL
    FROM communications c
    WHERE c.id = :id AND c.author = 'agent' AND v.id = c.conversation_id
      AND v.waiting_since IS NOT NULL AND c.created_at > v.last_inbound_at
    """
)


def answered_after_all(session: Session, communication_id: int) -> None:
    """What was reported as failed has arrived."""
    session.execute(_AFTER_ALL, {"id": communication_id})
