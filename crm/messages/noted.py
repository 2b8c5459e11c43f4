"""A call, an e-mail or an SMS that somebody notes by hand: it stands in the log and is never sent.

It moves no window, since WhatsApp knows nothing of it; who called or wrote back has answered.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from crm import leads
from crm.errors import TextEmpty, TextTooLong, ValueRefused
from crm.messages import compose
from crm.models import Communication, Conversation, User

TYPES = ("phone", "email", "sms")
LONGEST = 5000


@dataclass(frozen=True)
class Talk:
    """What was said, and by which way."""

    type: str
    """phone, email or sms."""
    direction: str
    """inbound or outbound."""
    body: str


def note(
    session: Session, conversation: Conversation, user: User, talk: Talk, now: datetime
) -> Communication:
    """Write it into the log. Raises TextEmpty, TextTooLong, ValueRefused."""
    body = talk.body.replace("\x00", "").replace("\r\n", "\n").strip()
    if talk.type not in TYPES or talk.direction not in ("inbound", "outbound"):
        raise ValueRefused("Say whether it was a call, an e-mail or an SMS, and whose.")
    if not body:
        raise TextEmpty("Write down what was said.")
    if len(body) > LONGEST:
        raise TextTooLong(
            "A note has at most %(limit)s characters.", length=len(body), limit=LONGEST
        )
    ours = talk.direction == "outbound"
    session.refresh(conversation, with_for_update={"key_share": True})
    lead = leads.open_of(session, conversation.client_id)
    row = Communication(
        organization_id=conversation.organization_id,
        client_id=conversation.client_id,
        sender_id=conversation.sender_id,
        conversation_id=conversation.id,
        lead_id=lead.id if lead else None,
        communication_type=talk.type,
        direction=talk.direction,
        author="agent" if ours else "client",
        user_id=user.id,
        body=body,
        whatsapp_status="sent" if ours else "received",
        sent_at=now if ours else None,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    if ours or talk.type == "phone":
        compose.answered(session, conversation, lead, user, now)
    conversation.last_message_at = max(conversation.last_message_at, now)
    session.flush()
    return row
