"""The list of conversations: whose, which of them, in which order, and how many there are.

First come the windows that close within two hours with nobody having answered, the first to
close above; then the newest. A page goes on where the last one ended by the keys of its last
row, and by the instant at which the reading began, so that no conversation changes its part of
the list meanwhile. Each part has its index, so a page costs the same among ten conversations
and among a million; figures stop at 1000 for the same reason.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from crm import window
from crm.errors import NotFound
from crm.models import Conversation, Task

PAGE = 30
WHOSE = ("all", "mine", "unassigned")
ONLY = ("open", "waiting", "closing", "attention", "done")
"""Open: what nobody has closed. Attention: an open task is about it."""
MOST = 1000
"""Figures above it are not told apart, and of what is closed a page looks through no more."""


class Cursor(NamedTuple):
    """Where a page ended: the keys of its last row, its part, and when the reading began."""

    began: datetime
    urgent: bool
    at: datetime
    id: int

    def __str__(self) -> str:
        """As an address carries it."""
        return f"{self.began.isoformat()}_{self.urgent:d}_{self.at.isoformat()}_{self.id}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The cursor of an address. Raises NotFound for what never was one."""
        try:
            began, urgent, at, key = text.split("_")
            return cls(_instant(began), bool(int(urgent)), _instant(at), int(key))
        except (ValueError, OverflowError) as problem:
            raise NotFound("No such page of the list.") from problem


@dataclass(frozen=True)
class View:
    """What the list shows: whose conversations, and which of them."""

    organization_id: int
    user_id: int
    whose: str = "all"
    only: str = "open"


@dataclass(frozen=True)
class Found:
    """The keys of a page's conversations in their order; `older` leads to the next."""

    ids: list[int]
    older: Cursor | None


@dataclass(frozen=True)
class Counts:
    """How many there are, each up to 1000: by whose they are, and among those of the view."""

    mine: int
    unassigned: int
    all: int
    waiting: int
    closing: int
    attention: int


def page(
    session: Session, view: View, now: datetime, after: Cursor | None = None, most: int = MOST
) -> Found:
    """The next 30 of a view."""
    began = after.began if after else now
    if view.only == "done":
        return _closed(session, view, began, after, most)
    found: list[tuple[int, Cursor]] = []
    for urgent in (True, False):
        if after is not None and after.urgent < urgent:
            continue  # that part has been read
        begins = after if after and after.urgent == urgent else None
        query = _stretch(view, began, begins, urgent=urgent)
        found += [(key, Cursor(began, urgent, at, key)) for key, at in session.execute(query)]
    return Found([key for key, _ in found[:PAGE]], found[PAGE - 1][1] if found[PAGE:] else None)


def _closed(
    session: Session, view: View, began: datetime, after: Cursor | None, most: int
) -> Found:
    """The next of what is closed: a plain list, the newest first.

    No index tells whose they were, so a page of "mine" is what the next 1000 hold: it may be
    short, even empty, and the list goes on after it.
    """
    own = and_(Conversation.organization_id == view.organization_id, _which(view, began))
    keys = Conversation.last_message_at, Conversation.id
    query = select(Conversation.id, Conversation.last_message_at, _whose(view)).where(own)
    if after is not None:
        query = query.where(tuple_(*keys) < tuple_(after.at, after.id))
    looked = session.execute(query.order_by(*(key.desc() for key in keys)).limit(most)).all()
    fits = [(key, Cursor(began, False, at, key)) for key, at, is_so in looked if is_so]
    if fits[PAGE:]:
        return Found([key for key, _ in fits[:PAGE]], fits[PAGE - 1][1])
    ended = len(looked) < most
    last = None if ended else Cursor(began, False, looked[-1][1], looked[-1][0])
    return Found([key for key, _ in fits], last)


def counts(session: Session, view: View, now: datetime) -> Counts:
    """The figures of the tabs, and of the chips below them, in one statement."""
    tabs = [
        _upto(_those(View(view.organization_id, view.user_id, whose), now))
        for whose in ("mine", "unassigned", "all")
    ]
    chips = [
        _upto(_those(View(view.organization_id, view.user_id, view.whose, only), now))
        for only in ("waiting", "closing", "attention")
    ]
    found: list[int] = list(session.execute(select(*tabs, *chips)).one())
    return Counts(*found)


def unread_total(organization_id: int) -> ColumnElement[int]:
    """How many conversations hold a message nobody has looked at, to be asked; up to 1000."""
    unread = and_(Conversation.organization_id == organization_id, Conversation.unread_count > 0)
    return _upto(unread)


def is_urgent(now: datetime) -> ColumnElement[bool]:
    """The window closes within two hours, and nobody has answered."""
    closed, soon = now - window.LENGTH, now - window.LENGTH + window.SOON
    return and_(
        Conversation.waiting_since.is_not(None),
        Conversation.last_inbound_at > closed,
        Conversation.last_inbound_at <= soon,
    )


def _instant(text: str) -> datetime:
    """An instant of an address; one without a zone never was one of ours."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.astimezone()


def _stretch(
    view: View, began: datetime, after: Cursor | None, *, urgent: bool
) -> Select[int, Any]:
    """One part of the list; one more row than a page has says that there is a next one."""
    waits = view.only in ("waiting", "closing")
    key = Conversation.last_inbound_at if urgent or waits else Conversation.last_message_at
    query = select(Conversation.id, key).where(_those(view, began)).limit(PAGE + 1)
    keys = tuple_(key, Conversation.id)
    if urgent:
        query = query.where(is_urgent(began)).order_by(key, Conversation.id)
        return query.where(keys > tuple_(after.at, after.id)) if after else query
    query = query.where(_not_urgent(began)).order_by(key.desc(), Conversation.id.desc())
    return query.where(keys < tuple_(after.at, after.id)) if after else query


def _not_urgent(began: datetime) -> ColumnElement[bool]:
    """Said without NOT: what was never written in has no last inbound message to compare."""
    closed, soon = began - window.LENGTH, began - window.LENGTH + window.SOON
    return or_(
        Conversation.waiting_since.is_(None),
        Conversation.last_inbound_at <= closed,
        Conversation.last_inbound_at > soon,
    )


def _those(view: View, now: datetime) -> ColumnElement[bool]:
    """The condition of a view, in the words of the indexes."""
    own = Conversation.organization_id == view.organization_id
    return and_(own, _whose(view), _which(view, now))


def _whose(view: View) -> ColumnElement[bool]:
    if view.whose == "all":
        return true()
    agent = func.coalesce(Conversation.agent_id, 0)
    return agent == (view.user_id if view.whose == "mine" else 0)


def _which(view: View, now: datetime) -> ColumnElement[bool]:
    if view.only == "waiting":
        return Conversation.waiting_since.is_not(None)
    if view.only == "closing":
        return is_urgent(now)
    if view.only == "attention":
        return Conversation.id.in_(
            select(Task.conversation_id).where(
                Task.organization_id == view.organization_id,
                Task.closed_at.is_(None),
                Task.conversation_id.is_not(None),
            )
        )
    done = Conversation.done_at
    return done.is_not(None) if view.only == "done" else done.is_(None)


def _upto(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many fit a condition; counting stops at 1000."""
    some = select(Conversation.id).where(condition).limit(MOST).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
