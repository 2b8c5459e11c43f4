"""The team: who belongs to it with which role, and how somebody leaves it and comes back.

Who gives up a role or leaves has no conversations and no sessions left. An organization keeps
one active admin at least.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crm import user_sessions
from crm.errors import NotFound, ValueRefused
from crm.models import Client, Conversation, User, UserSession

ROLES = ("guide", "agent", "manager", "admin")


@dataclass(frozen=True)
class Member:
    """Somebody of the team as the admin sees them."""

    user: User
    guide: Client | None
    """Whose departures a guide sees."""
    last_seen_at: datetime | None
    browsers: int
    """In how many they are signed in."""


def members(session: Session, organization_id: int, now: datetime) -> list[Member]:
    """Everybody, those who may sign in first, by name."""
    live = (
        select(
            UserSession.user_id,
            func.count().filter(user_sessions.lives(now)).label("browsers"),
            func.max(UserSession.last_seen_at).label("seen"),
        )
        .where(UserSession.organization_id == organization_id)
        .group_by(UserSession.user_id)
        .subquery()
    )
    rows = session.execute(
        select(User, Client, live.c.seen, live.c.browsers)
        .outerjoin(Client, Client.id == User.guide_client_id)
        .outerjoin(live, live.c.user_id == User.id)
        .where(User.organization_id == organization_id)
        .order_by(User.is_active.desc(), User.name, User.id)
    )
    return [Member(user, guide, seen, browsers or 0) for user, guide, seen, browsers in rows]


def find(session: Session, organization_id: int, public_id: UUID) -> User:
    """Somebody of this organization's team. Raises NotFound."""
    found = session.scalar(
        select(User).where(User.organization_id == organization_id, User.public_id == public_id)
    )
    if found is None:
        raise NotFound("Nobody of the team.")
    return found


def guides(session: Session, organization_id: int) -> list[Client]:
    """Those whom a user of role guide can be: the internal clients, by name."""
    return list(
        session.scalars(
            select(Client)
            .where(Client.organization_id == organization_id, Client.kind == "internal")
            .order_by(Client.name, Client.id)
        )
    )


def guide_for(
    session: Session, organization_id: int, role: str, guide: UUID | None
) -> Client | None:
    """The internal client whose departures the user leads: a guide must be one, others may be.

    Raises ValueRefused for a role there is not, and for a guide who is nobody.
    """
    if role not in ROLES:
        raise ValueRefused("Choose a role: guide, agent, manager or admin.")
    if guide is None and role != "guide":
        return None
    found = session.scalar(
        select(Client).where(
            Client.organization_id == organization_id,
            Client.public_id == guide,
            Client.kind == "internal",
        )
    )
    if found is None:
        raise ValueRefused(
            "Choose whose departures they lead: one of the people marked as colleagues."
        )
    return found


def change_role(session: Session, user: User, role: str, guide: UUID | None, now: datetime) -> None:
    """Give another role. Raises ValueRefused, also for the last admin."""
    tied = guide_for(session, user.organization_id, role, guide)
    if role == "guide":
        _release(session, user)
    _keep_an_admin(session, user, stays=role == "admin")
    user.role = role
    user.guide_client_id = tied.id if tied else None
    user.updated_at = now
    session.flush()


def deactivate(session: Session, user: User, now: datetime) -> int:
    """Let nobody in under this name any more; returns how many conversations have no agent now.

    Raises ValueRefused for the last admin.
    """
    released = _release(session, user)
    _keep_an_admin(session, user, stays=False)
    user.is_active = False
    user.updated_at = now
    session.flush()
    user_sessions.end_all(session, user, now)
    return released


def reactivate(session: Session, user: User, now: datetime) -> None:
    """Let them sign in again, as what they were."""
    user.is_active = True
    user.updated_at = now
    session.flush()


def _release(session: Session, user: User) -> int:
    """Their conversations are anybody's; before any user is locked, as messages lock them."""
    released = session.scalars(
        update(Conversation)
        .where(Conversation.agent_id == user.id)
        .values(agent_id=None)
        .returning(Conversation.id)
    ).all()
    return len(released)


def _keep_an_admin(session: Session, user: User, *, stays: bool) -> None:
    """Refuse to lose the last one; two who demote each other at once meet in the lock."""
    admins = session.scalars(
        select(User.id)
        .where(
            User.organization_id == user.organization_id,
            User.role == "admin",
            User.is_active,
        )
        .order_by(User.id)
        .with_for_update(key_share=True)
    ).all()
    if not stays and list(admins) == [user.id]:
        raise ValueRefused("This is the only admin. Make somebody else admin first.")
