"""The list: its order, its pages, its views and their figures."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import conversation_list
from crm.conversation_list import Cursor, View
from crm.errors import NotFound
from crm.models import Conversation, Organization, User
from tests import factories
from tests.factories import NOW


def make(session: Session, organization: Organization, **values: object) -> Conversation:
    """A conversation with a client of its own, who waits for us since they wrote."""
    sender = factories.make_sender(session, organization)
    client = factories.make_client(session, organization)
    return factories.make_conversation(session, sender, client, **values)


def shown(session: Session, user: User, whose: str = "all", only: str = "open") -> list[int]:
    """The ids of a view's first page."""
    view = View(user.organization_id, user.id, whose, only)
    return conversation_list.page(session, view, NOW).ids


@pytest.fixture
def ours(session: Session) -> Organization:
    """An operator."""
    return factories.make_organization(session)


@pytest.fixture
def agent(session: Session, ours: Organization) -> User:
    """One of its agents."""
    return factories.make_user(session, ours)


def closing(session: Session, ours: Organization, left: timedelta, **values: object) -> int:
    """A conversation whose client waits, and whose window closes so soon."""
    wrote = NOW - timedelta(hours=23, minutes=55) + left
    instants = {"last_inbound_at": wrote, "last_message_at": wrote, "waiting_since": wrote}
    return make(session, ours, **instants | values).id


def test_windows_that_close_soon_come_first_and_then_the_newest(
    session: Session, ours: Organization, agent: User
) -> None:
    """The first to close above; one that was answered has time."""
    old = make(session, ours, last_message_at=NOW - timedelta(days=3), last_inbound_at=None)
    late = closing(session, ours, timedelta(minutes=110))
    soonest = closing(session, ours, timedelta(minutes=10))
    answered = closing(session, ours, timedelta(minutes=30), waiting_since=None)
    new = make(session, ours)
    assert shown(session, agent) == [soonest, late, new.id, answered, old.id]


def test_pages_hold_every_conversation_once_even_of_one_instant(
    session: Session, ours: Organization, agent: User
) -> None:
    """Across both parts of the list; the key of the row breaks the tie."""
    made = {make(session, ours, last_message_at=NOW).id for _ in range(35)}
    made |= {closing(session, ours, timedelta(minutes=60)) for _ in range(35)}
    view, seen, after = View(ours.id, agent.id), list[int](), None
    for _ in range(3):
        page = conversation_list.page(session, view, NOW, after)
        seen += page.ids
        after = page.older and Cursor.read(str(page.older))
    assert (after, len(seen), set(seen)) == (None, 70, made)


def test_a_page_goes_on_as_it_began_whatever_closes_meanwhile(
    session: Session, ours: Organization, agent: User
) -> None:
    """Else what was read as urgent would be read again as new."""
    urgent = [closing(session, ours, timedelta(minutes=1)) for _ in range(31)]
    view = View(ours.id, agent.id)
    older = conversation_list.page(session, view, NOW).older
    later = conversation_list.page(session, view, NOW + timedelta(hours=1), older)
    assert later.ids == urgent[30:]


def test_a_view_shows_whose_they_are(session: Session, ours: Organization, agent: User) -> None:
    """Mine, nobody's, and all of the operator's."""
    mine = make(session, ours, agent_id=agent.id).id
    nobodys = make(session, ours).id
    other = make(session, ours, agent_id=factories.make_user(session, ours).id).id
    make(session, factories.make_organization(session))
    assert shown(session, agent, "mine") == [mine]
    assert shown(session, agent, "unassigned") == [nobodys]
    assert sorted(shown(session, agent)) == [mine, nobodys, other]


def test_what_is_done_is_shown_among_the_done_alone(
    session: Session, ours: Organization, agent: User
) -> None:
    """Nobody has to step over it."""
    done = make(session, ours, done_at=NOW).id
    still = make(session, ours).id
    assert shown(session, agent) == [still]
    assert shown(session, agent, only="done") == [done]


def test_a_page_of_what_is_done_looks_through_so_many_and_the_next_goes_on(
    session: Session, ours: Organization, agent: User
) -> None:
    """However few of them were mine: a page costs the same among ten and among a million."""
    hours = {"mine": (1, 9), "nobody's": (2, 3, 4)}
    ids = {
        hour: make(
            session,
            ours,
            done_at=NOW,
            last_message_at=NOW - timedelta(hours=hour),
            agent_id=agent.id if whose == "mine" else None,
        ).id
        for whose, some in hours.items()
        for hour in some
    }
    view, pages, after = View(ours.id, agent.id, "mine", "done"), list[list[int]](), None
    for _ in range(3):
        page = conversation_list.page(session, view, NOW, after, most=2)
        pages.append(page.ids)
        after = page.older and Cursor.read(str(page.older))
    assert (pages, after) == ([[ids[1]], [], [ids[9]]], None)
    assert shown(session, agent, only="done") == [ids[hour] for hour in sorted(ids)]


def test_attention_is_an_open_task_about_it(
    session: Session, ours: Organization, agent: User
) -> None:
    """A failed send, a claim, a client who asks for a person; closed ones are history."""
    needs, settled = make(session, ours, done_at=NOW), make(session, ours)
    factories.make_task(session, ours, conversation_id=needs.id)
    factories.make_task(session, ours, conversation_id=settled.id, closed_at=NOW)
    assert shown(session, agent, only="attention") == [needs.id]


def test_figures_count_what_the_views_show(
    session: Session, ours: Organization, agent: User
) -> None:
    """The chips count within the tab."""
    closing(session, ours, timedelta(minutes=60), agent_id=agent.id)
    closing(session, ours, timedelta(hours=5))
    needs = make(session, ours)
    factories.make_task(session, ours, conversation_id=needs.id)
    every = conversation_list.counts(session, View(ours.id, agent.id), NOW)
    assert (every.mine, every.unassigned, every.all) == (1, 2, 3)
    assert (every.waiting, every.closing, every.attention) == (2, 1, 1)
    mine = conversation_list.counts(session, View(ours.id, agent.id, "mine"), NOW)
    assert (mine.all, mine.waiting, mine.closing, mine.attention) == (3, 1, 1, 0)


def test_unread_conversations_are_counted_by_operator(session: Session, ours: Organization) -> None:
    """As the bar shows them."""
    make(session, ours)
    make(session, ours, unread_count=2)
    make(session, factories.make_organization(session), unread_count=3)
    assert session.scalar(select(conversation_list.unread_total(ours.id))) == 1


@pytest.mark.parametrize(
    "text", ["", "x", "2026-08-04_", "2026-08-04_0_2026-08-04T00:00:00+00:00_x", "_1", "_0__1"]
)
def test_a_cursor_that_never_was_is_not_found(text: str) -> None:
    """Addresses are cut and invented."""
    with pytest.raises(NotFound):
        Cursor.read(text)


def test_a_cursor_comes_back_as_it_was() -> None:
    """To the microsecond, else a page would skip or repeat."""
    cursor = Cursor(NOW, True, NOW + timedelta(microseconds=123456), 42)
    assert Cursor.read(str(cursor)) == cursor
