"""The open tasks of an organization as its agents read them: money first, then by waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from crm import task_subjects
from crm.errors import NotFound
from crm.models import Client, Conversation, Task, User
from crm.task_subjects import About

PAGE = 50
MONEY = ("payment_claim", "late_payment", "unexpected_payment", "payment_overdue", "refund_due")
MESSAGES = ("unanswered", "handover", "unknown_outcome", "not_delivered", "window_missed")
SYSTEM = ("guide_not_told", "sender_paused", "event_parked")
GROUPS = {"money": MONEY, "messages": MESSAGES, "system": SYSTEM}
WHOSE = ("mine", "nobody", "all")
FILTERS = (*WHOSE, *GROUPS)

_RANK = case((Task.kind.in_(MONEY), 0), (Task.kind.in_(MESSAGES), 1), else_=2)


class Cursor(NamedTuple):
    """Where a page of the list ended: the keys of its last task."""

    rank: int
    due_at: datetime
    id: int

    def __str__(self) -> str:
        """As an address carries it."""
        return f"{self.rank}_{self.due_at.isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The cursor of an address. Raises NotFound for what never was one."""
        rank, _, rest = text.partition("_")
        at, _, key = rest.partition("_")
        try:
            instant = datetime.fromisoformat(at)
            return cls(int(rank), instant if instant.tzinfo else instant.astimezone(), int(key))
        except (ValueError, OverflowError) as problem:
            raise NotFound("No such page of the list.") from problem


@dataclass(frozen=True)
class OpenTask:
    """A task with everything it speaks of."""

    task: Task
    conversation: Conversation | None
    client: Client | None
    """Whom it concerns: of the conversation, else of the booking."""
    agent: User | None
    """Whose it is: the agent of the conversation."""
    about: About

    @property
    def group(self) -> str:
        """money, messages or system."""
        return next(name for name, kinds in GROUPS.items() if self.task.kind in kinds)


@dataclass(frozen=True)
class Page:
    """A page of the list; `later` leads to the next."""

    found: list[OpenTask]
    later: Cursor | None


def total(organization_id: int) -> ColumnElement[int]:
    """How many tasks wait for a person, to be asked."""
    counted = select(func.count()).select_from(_open(organization_id).subquery())
    return counted.scalar_subquery()


def counts(session: Session, user: User) -> dict[str, int]:
    """How many wait behind each filter."""
    query = (
        select(*(func.count().filter(_chosen(only, user)) for only in FILTERS))
        .select_from(Task)
        .outerjoin(Conversation, Conversation.id == Task.conversation_id)
        .where(Task.organization_id == user.organization_id, Task.closed_at.is_(None))
    )
    return dict(zip(FILTERS, session.execute(query).one(), strict=True))


def page(session: Session, user: User, only: str = "all", after: Cursor | None = None) -> Page:
    """Up to 50 tasks: money first, then messages, then the rest, each the longest waiting first."""
    query = (
        _read(user.organization_id)
        .where(_chosen(only, user))
        .order_by(_RANK, Task.due_at, Task.id)
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(tuple_(_RANK, Task.due_at, Task.id) > tuple_(*after))
    rows = session.execute(query).all()
    found = _with_subjects(session, user.organization_id, rows[:PAGE])
    if len(rows) <= PAGE:
        return Page(found, None)
    last = found[-1].task
    rank = list(GROUPS).index(found[-1].group)
    return Page(found, Cursor(rank, last.due_at, last.id))


def find(session: Session, organization_id: int, task_id: int) -> OpenTask:
    """One open task, to be read. Raises NotFound."""
    row = session.execute(_read(organization_id).where(Task.id == task_id)).one_or_none()
    if row is None:
        raise NotFound("No such task; it may have been settled.")
    return _with_subjects(session, organization_id, [row])[0]


def these(session: Session, organization_id: int, ids: Sequence[int]) -> list[OpenTask]:
    """The open tasks among these, the newest first."""
    if not ids:
        return []
    query = _read(organization_id).where(Task.id.in_(ids)).order_by(Task.id.desc())
    return _with_subjects(session, organization_id, session.execute(query).all())


def parked(session: Session, organization_id: int) -> list[OpenTask]:
    """The events that wait to be tried again, locked, the oldest first."""
    query = _read(organization_id).where(Task.kind == "event_parked").order_by(Task.id)
    rows = session.execute(query.with_for_update(of=Task)).all()
    return _with_subjects(session, organization_id, rows)


def take(session: Session, organization_id: int, task_id: int, *kinds: str) -> OpenTask:
    """One open task of these kinds, to be settled: locked, so that two agents settle it once.

    Its booking is locked before it, as everywhere. Raises NotFound.
    """
    found = find(session, organization_id, task_id)
    if found.task.kind not in kinds:
        raise NotFound("Another kind of task.")
    task_subjects.lock(session, found.about)
    session.refresh(found.task, with_for_update=True)
    if found.task.closed_at is not None:
        raise NotFound("No such task; it may have been settled.")
    return found


Found = Row[Task, Conversation, Client, User]
"""All but the task may be missing."""


def _open(organization_id: int) -> Select[int]:
    return select(Task.id).where(Task.organization_id == organization_id, Task.closed_at.is_(None))


def _read(organization_id: int) -> Select[Task, Conversation, Client, User]:
    return (
        select(Task, Conversation, Client, User)
        .outerjoin(
            Conversation,
            and_(
                Conversation.id == Task.conversation_id,
                Conversation.organization_id == organization_id,
            ),
        )
        .outerjoin(Client, Client.id == Conversation.client_id)
        .outerjoin(User, User.id == Conversation.agent_id)
        .where(Task.organization_id == organization_id, Task.closed_at.is_(None))
    )


def _chosen(only: str, user: User) -> ColumnElement[bool]:
    """The condition of a filter. What has no conversation is nobody's."""
    if only in GROUPS:
        return Task.kind.in_(GROUPS[only])
    if only == "mine":
        return Conversation.agent_id == user.id
    if only == "nobody":
        return or_(Task.conversation_id.is_(None), Conversation.agent_id.is_(None))
    return true()


def _with_subjects(session: Session, organization_id: int, rows: Sequence[Found]) -> list[OpenTask]:
    abouts = task_subjects.of(session, organization_id, [row[0] for row in rows])
    return [
        OpenTask(task, talk, client or about.client, agent, about)
        for (task, talk, client, agent), about in zip(rows, abouts, strict=True)
    ]
