"""Of two open leads of one person, which goes on: the one further along, else the kept client's."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crm import leads
from crm.lead_steps import STAGES
from crm.merging.pair import Pair
from crm.models import Client, Conversation, Lead
from crm.models.lead import OPEN


def closing(session: Session, pair: Pair) -> tuple[Lead, Lead] | None:
    """The lead that is closed and the one that goes on; None where at most one is open."""
    ours = leads.open_of(session, pair.kept.id)
    theirs = leads.open_of(session, pair.merged.id)
    if ours is None or theirs is None:
        return None
    further = STAGES.index(theirs.status) > STAGES.index(ours.status)
    return (ours, theirs) if further else (theirs, ours)


def close(lead: Lead, now: datetime) -> None:
    """It went on in another; what is unread is counted there."""
    lead.status, lead.lost_at, lead.lost_reason = "lost", now, leads.MERGED
    lead.unread_messages_count, lead.updated_at = 0, now


def count_unread(session: Session, client: Client) -> None:
    """The open lead has unread what the client's conversations have."""
    unread = (
        select(func.coalesce(func.sum(Conversation.unread_count), 0))
        .where(Conversation.client_id == client.id)
        .scalar_subquery()
    )
    session.execute(
        update(Lead)
        .where(Lead.client_id == client.id, Lead.status.in_(OPEN))
        .values(unread_messages_count=unread)
    )
