"""What becomes of an agent's answer that did not go: the client waits again.

A wait begins and ends in crm.unanswered; what did not arrive is no answer.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import unanswered

# The clock looks at once, and reckons the working hours from the client's own message.
_AGAIN = text(
    """
    UPDATE conversations v SET waiting_since = v.last_inbound_at, answer_due_at = :now
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


def again(session: Session, communication_id: int, now: datetime) -> None:
    """An agent's message did not go: if it was the only answer, the client waits again."""
    session.execute(_AGAIN, {"id": communication_id, "now": now})


_ANSWERED = text(
    """
    SELECT v.id FROM conversations v JOIN communications c ON c.conversation_id = v.id
    WHERE c.id = :id AND c.author = 'agent' AND v.waiting_since IS NOT NULL
      AND c.created_at > v.last_inbound_at
    """
)


def answered_after_all(session: Session, communication_id: int, now: datetime) -> None:
    """What was reported as failed has arrived."""
    for conversation_id in session.scalars(_ANSWERED, {"id": communication_id}).all():
        unanswered.end(session, conversation_id, now)
