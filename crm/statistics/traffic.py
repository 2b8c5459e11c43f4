"""How much each number has carried today, by the operator's own day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import local_time
from crm.models import Communication, Organization


@dataclass(frozen=True)
class Traffic:
    """The WhatsApp messages of a number on one day."""

    received: int = 0
    sent: int = 0
    """What the provider took and did not give up."""


def today(session: Session, organization: Organization, now: datetime) -> dict[int, Traffic]:
    """By the number's id; one that was silent is left out."""
    day = local_time.today(now, organization.timezone)
    inbound = Communication.direction == "inbound"
    found = session.execute(
        select(
            Communication.sender_id,
            func.count().filter(inbound),
            func.count().filter(~inbound),
        )
        .where(
            Communication.organization_id == organization.id,
            Communication.communication_type == "whatsapp",
            Communication.created_at >= local_time.starts_at(day, None, organization.timezone),
            Communication.whatsapp_status.in_(("received", "sent", "delivered", "read")),
        )
        .group_by(Communication.sender_id)
    )
    return {sender_id: Traffic(received, sent) for sender_id, received, sent in found}
