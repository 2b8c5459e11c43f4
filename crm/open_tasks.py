"""The open tasks of an organization as its agents read them, each with what it is about."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.models import (
    Client,
    Communication,
    Conversation,
    Task,
    WebhookEvent,
    WhatsappSender,
)

SHOWN = 200
T = TypeVar("T", Communication, WhatsappSender, WebhookEvent)
Subject = Communication | WhatsappSender | WebhookEvent


@dataclass(frozen=True)
class OpenTask:
    """A task with its subject and, where it is about a message, its conversation and client."""

    task: Task
    subject: Subject | None
    conversation: Conversation | None
    client: Client | None


def total(session: Session, organization_id: int) -> int:
    """How many tasks wait for a person."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Task)
            .where(Task.organization_id == organization_id, Task.closed_at.is_(None))
        )
        or 0
    )


def listed(session: Session, organization_id: int) -> list[OpenTask]:
    """The tasks that wait, the one due longest first; 200 at most."""
    rows = session.execute(
        select(Task, Conversation, Client)
        .outerjoin(Conversation, Conversation.id == Task.conversation_id)
        .outerjoin(Client, Client.id == Conversation.client_id)
        .where(Task.organization_id == organization_id, Task.closed_at.is_(None))
        .order_by(Task.due_at, Task.id)
        .limit(SHOWN)
    ).all()
    subjects = _subjects(session, organization_id, [task.subject for task, _, _ in rows])
    return [OpenTask(task, subjects.get(task.subject), talk, client) for task, talk, client in rows]


def find(session: Session, organization_id: int, task_id: int) -> OpenTask:
    """One open task, locked so that two agents settle it once. Raises NotFound."""
    task = session.scalar(
        select(Task)
        .where(
            Task.id == task_id,
            Task.organization_id == organization_id,
            Task.closed_at.is_(None),
        )
        .with_for_update()
    )
    if task is None:
        raise NotFound("No such task; it may have been settled.")
    subject = _subjects(session, organization_id, [task.subject]).get(task.subject)
    talk = session.get(Conversation, task.conversation_id) if task.conversation_id else None
    client = session.get(Client, talk.client_id) if talk else None
    return OpenTask(task, subject, talk, client)


def _subjects(session: Session, organization_id: int, named: list[str]) -> dict[str, Subject]:
    """Rows by `table:id`, one statement a table; only the organization's own."""
    found: dict[str, Subject] = {}
    found.update(_rows(session, Communication, organization_id, named))
    found.update(_rows(session, WhatsappSender, organization_id, named))
    found.update(_rows(session, WebhookEvent, organization_id, named))
    return found


def _rows(session: Session, model: type[T], organization_id: int, named: list[str]) -> dict[str, T]:
    """The rows of one table that are named."""
    start = f"{model.__tablename__}:"
    marks = [name.removeprefix(start) for name in named if name.startswith(start)]
    ids = [int(mark) for mark in marks if mark.isdecimal()]
    if not ids:
        return {}
    own = select(model).where(model.id.in_(ids), model.organization_id == organization_id)
    return {f"{start}{row.id}": row for row in session.scalars(own)}
