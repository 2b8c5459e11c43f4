"""Who of the team may do what: the few steps that are a manager's, whoever asks for them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import users
from crm.bookings.machine import Actor
from crm.errors import NotFound, RoleRefused, Text
from crm.models import Organization, User

MANAGERS = ("manager", "admin")
RESERVED = {
    "waive": Text("Waiving what is owed is a manager's: ask one of them to do it."),
    "refund": Text("Sending money back is a manager's: ask one of them to do it."),
    "confirm": Text("Confirming without a deposit is a manager's: ask one of them to do it."),
    "cancel_departure": Text("Cancelling a departure is a manager's: ask one of them to do it."),
    "move_departure": Text("Moving a whole departure is a manager's: ask one of them to do it."),
    "import": Text("Importing a statement is a manager's: ask one of them to do it."),
    "move_back": Text("Moving a lead back is a manager's: ask one of them to do it."),
}
"""Steps of managers and admins alone, and how each is refused to others."""


def require(session: Session, actor: Actor, step: str) -> None:
    """Raise RoleRefused where the step is reserved and the user is neither manager nor admin.

    What the system, a client or a provider does is not asked for a role.
    """
    if actor.user_id is None:
        return
    user = session.get_one(User, actor.user_id)
    if user.role not in MANAGERS:
        raise RoleRefused(
            RESERVED[step],
            hint="%(email)s is %(role)s.",
            email=user.email,
            role=user.role,
            step=step,
        )


def acting(session: Session, organization: Organization, email: str | None) -> User:
    """The user of an address, or without one the organization's first admin. Raises NotFound."""
    if email is not None:
        user = users.find(session, email)
        if user is None or user.organization_id != organization.id or not user.is_active:
            raise NotFound(
                "Nobody of %(organization)s has the address %(email)s.",
                organization=organization.name,
                email=email,
            )
        return user
    first = session.scalar(
        select(User)
        .where(User.organization_id == organization.id, User.role == "admin", User.is_active)
        .order_by(User.id)
        .limit(1)
    )
    if first is None:
        raise NotFound(
            "Nobody is there to do it.", hint="Add somebody: flask users add EMAIL --role admin"
        )
    return first
