"""Tasks: what only a person can settle. One open per subject and kind; gone with its cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.models import Booking, Client, Conversation, Organization, Task

CODES = ("booking_code", "code")
"""The facts that name a booking: who never wrote is known by it alone."""


@dataclass(frozen=True)
class Matter:
    """What a task is about."""

    kind: str
    subject: str
    """`table:id`, as in `communications:12`."""
    organization_id: int | None
    reason: str
    conversation_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def open_for(session: Session, matter: Matter, now: datetime) -> None:
    """Open a task, unless one of this kind and subject is open already."""
    session.execute(
        insert(Task)
        .values(
            organization_id=matter.organization_id,
            kind=matter.kind,
            subject=matter.subject,
            conversation_id=matter.conversation_id,
            reason=matter.reason,
            facts=dict(matter.facts),
            due_at=now,
            opened_at=now,
        )
        .on_conflict_do_nothing(
            index_elements=["kind", "subject"], index_where=Task.closed_at.is_(None)
        )
    )


def close(session: Session, kind: str, subject: str, now: datetime) -> None:
    """The cause is gone: close its task, if one is open."""
    session.execute(
        update(Task)
        .where(Task.kind == kind, Task.subject == subject, Task.closed_at.is_(None))
        .values(closed_at=now)
    )


def close_of_conversation(session: Session, conversation_id: int, now: datetime) -> None:
    """A person wrote in this conversation: what waited for that is settled."""
    session.execute(
        update(Task)
        .where(
            Task.conversation_id == conversation_id,
            Task.kind.in_(("window_missed", "not_delivered", "handover")),
            Task.closed_at.is_(None),
        )
        .values(closed_at=now)
    )


def waiting(session: Session, organization_id: int) -> list[Task]:
    """The open tasks of an organization, the longest waiting first."""
    return list(
        session.scalars(
            select(Task)
            .where(Task.organization_id == organization_id, Task.closed_at.is_(None))
            .order_by(Task.due_at, Task.id)
        )
    )


def everywhere(session: Session) -> list[tuple[Task, Organization | None, Client | None]]:
    """The open tasks of all organizations and of none, the longest waiting first."""
    found = session.execute(
        select(Task, Organization, Client)
        .outerjoin(Organization, Organization.id == Task.organization_id)
        .outerjoin(Conversation, Conversation.id == Task.conversation_id)
        .outerjoin(
            Booking,
            and_(
                Booking.organization_id == Task.organization_id,
                Booking.booking_code == func.coalesce(*(Task.facts[name].astext for name in CODES)),
            ),
        )
        .outerjoin(Client, Client.id == func.coalesce(Conversation.client_id, Booking.client_id))
        .where(Task.closed_at.is_(None))
        .order_by(Task.due_at, Task.id)
    )
    return [(task, organization, client) for task, organization, client in found]


def get_open(session: Session, task_id: int) -> Task:
    """One open task. Raises NotFound where it is closed or was never there."""
    task = session.get(Task, task_id)
    if task is None or task.closed_at is not None:
        raise NotFound(
            "There is no open task %(number)s.", hint="`flask tasks` lists them.", number=task_id
        )
    return task
