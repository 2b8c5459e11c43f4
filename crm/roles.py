"""Who of the team may do what: the few steps that are a manager's, whoever asks for them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import users
from crm.bookings.machine import Actor
from crm.errors import NotFound, RoleRefused
from crm.models import Organization, User

MANAGERS = ("manager", "admin")
RESERVED = {
    "waive": "Waiving what is owed",
    "refund": "Sending money back",
    "confirm": "Confirming without a deposit",
    "cancel_departure": "Cancelling a departure",
    "import": "Importing a statement",
    "move_back": "Moving a lead back",
}
"""Steps of managers and admins alone, in words."""


def require(session: Session, actor: Actor, step: str) -> None:
    """Raise RoleRefused where the step is reserved and the user is neither manager nor admin.

    What the system, a client or a provider does is not asked for a role.
    """
    if actor.user_id is None:
        return
    user = session.get_one(User, actor.user_id)
    if user.role not in MANAGERS:
        raise RoleRefused(
            f"{RESERVED[step]} is a manager's: {user.email} is {user.role}. "
            "Ask one of them to do it.",
            role=user.role,
            step=step,
        )


def acting(session: Session, organization: Organization, email: str | None) -> User:
    """The user of an address, or without one the organization's first admin. Raises NotFound."""
    if email is not None:
        user = users.find(session, email)
        if user is None or user.organization_id != organization.id or not user.is_active:
            raise NotFound(f"Nobody of {organization.name} has the address {email}.")
        return user
    first = session.scalar(
        select(User)
        .where(User.organization_id == organization.id, User.role == "admin", User.is_active)
        .order_by(User.id)
        .limit(1)
    )
    if first is None:
        raise NotFound("Nobody is there to do it. Add somebody: flask users add EMAIL --role admin")
    return first
