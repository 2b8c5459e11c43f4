"""Who gets a conversation that nobody has, when its client writes: the organization's policy.

By turns, the agent who has waited longest is next, and only while the office is open: at night
nobody would answer. Whoever served the client last gets them back at any hour.
"""

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from crm import hours
from crm.models import Conversation, Lead, Organization, User

TAKING_TURNS = "agent"
"""The role that takes turns; managers and admins take what they choose to."""


def give(session: Session, conversation_id: int, lead: Lead | None, now: datetime) -> User | None:
    """Give the conversation an agent, if it has none and the policy names one.

    The caller holds the conversation's lock, so that of two messages at once the second finds
    the agent of the first.
    """
    conversation = session.get_one(Conversation, conversation_id, populate_existing=True)
    organization = session.get_one(Organization, conversation.organization_id)
    if conversation.agent_id is not None or organization.assignment == "by_hand":
        return None
    agent = None
    if organization.assignment == "last_agent":
        agent = _last(session, conversation.client_id)
    if agent is None and hours.is_open(organization.working_hours, organization.timezone, now):
        agent = _next(session, organization.id, now)
    if agent is None:
        return None
    conversation.agent_id = agent.id
    if lead is not None and lead.assigned_agent_id is None:
        lead.assigned_agent_id = agent.id
    session.flush()
    return agent


def in_turn(session: Session, organization_id: int) -> list[User]:
    """Those who take turns, who is next first."""
    return list(session.scalars(_queue(organization_id)))


def _last(session: Session, client_id: int) -> User | None:
    """Who had the client's newest lead that had anybody, if they still work with clients."""
    last = session.scalar(
        select(User)
        .join(Lead, Lead.assigned_agent_id == User.id)
        .where(Lead.client_id == client_id)
        .order_by(Lead.id.desc())
        .limit(1)
    )
    return last if last is not None and last.is_active and last.role != "guide" else None


def _next(session: Session, organization_id: int, now: datetime) -> User | None:
    """Whose turn it is. Another transaction's choice is skipped, so two at once take two; where
    everybody is being chosen, the one who has waited longest gets both."""
    queue = _queue(organization_id).limit(1)
    free = queue.with_for_update(key_share=True, skip_locked=True)
    chosen = session.scalar(free) or session.scalar(queue)
    if chosen is not None:
        session.execute(update(User).where(User.id == chosen.id).values(last_given_at=now))
    return chosen


def _queue(organization_id: int) -> Select[User]:
    return (
        select(User)
        .where(User.organization_id == organization_id, User.is_active, User.role == TAKING_TURNS)
        .order_by(User.last_given_at.nulls_first(), User.id)
    )
