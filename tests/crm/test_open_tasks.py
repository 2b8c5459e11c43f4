"""Open tasks as agents read them: in order, filtered, with what they are about."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from crm import open_tasks
from crm.errors import NotFound
from crm.models import Conversation, Organization, Task, User
from crm.models.task import KINDS
from crm.open_tasks import Cursor
from tests.booking_factories import (
    make_booking,
    make_claim,
    make_departure,
    make_guide,
    make_installment,
    make_payment,
    make_refund,
    make_tour,
)
from tests.factories import (
    NOW,
    make_client,
    make_communication,
    make_conversation,
    make_organization,
    make_sender,
    make_task,
    make_user,
)

Open = Callable[..., Task]


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator."""
    return make_organization(session)


@pytest.fixture
def user(session: Session, organization: Organization) -> User:
    """One of its agents."""
    return make_user(session, organization)


@pytest.fixture
def talk(session: Session, organization: Organization) -> Conversation:
    """A conversation that nobody has."""
    sender = make_sender(session, organization)
    return make_conversation(session, sender, make_client(session, organization))


@pytest.fixture
def opened(session: Session, organization: Organization) -> Open:
    """Open a task that has waited so many minutes."""

    def make(kind: str, waited: int = 0, **values: Any) -> Task:
        at = NOW - timedelta(minutes=waited)
        return make_task(session, organization, kind=kind, due_at=at, opened_at=at, **values)

    return make


def kinds(session: Session, user: User, only: str = "all") -> list[str]:
    """The kinds of a filter's tasks, in their order."""
    return [one.task.kind for one in open_tasks.page(session, user, only).found]


def test_money_comes_first_then_what_waits_longest(
    session: Session, user: User, opened: Open
) -> None:
    opened("sender_paused", 500)
    opened("unanswered", 10)
    opened("not_delivered", 90)
    opened("refund_due", 1)
    opened("payment_claim", 2)
    assert kinds(session, user) == [
        "payment_claim",
        "refund_due",
        "not_delivered",
        "unanswered",
        "sender_paused",
    ]


def test_each_filter_has_its_tasks_and_their_number(
    session: Session, user: User, talk: Conversation, opened: Open
) -> None:
    mine = make_conversation(
        session, make_sender(session, session.get_one(Organization, user.organization_id)),
        make_client(session, session.get_one(Organization, user.organization_id)),
        agent_id=user.id,
    )  # fmt: skip
    opened("unanswered", conversation_id=mine.id)
    opened("handover", conversation_id=talk.id)
    opened("refund_due")
    opened("guide_not_told")
    found = {only: len(kinds(session, user, only)) for only in open_tasks.FILTERS}
    assert found == {"mine": 1, "nobody": 3, "all": 4, "money": 1, "messages": 2, "system": 1}
    assert open_tasks.counts(session, user) == found
    assert session.scalar(select(open_tasks.total(user.organization_id))) == 4


def test_every_kind_belongs_to_one_group() -> None:
    grouped = [kind for kinds in open_tasks.GROUPS.values() for kind in kinds]
    assert sorted(grouped) == sorted(KINDS)


def test_pages_follow_one_another_and_lose_none(session: Session, user: User, opened: Open) -> None:
    wanted = [
        opened(kind, waited % 7).id
        for waited in range(40)
        for kind in ("refund_due", "handover", "event_parked")
    ]
    found: list[int] = []
    after: Cursor | None = None
    while True:
        page = open_tasks.page(session, user, after=after)
        found += [one.task.id for one in page.found]
        if page.later is None:
            break
        after = Cursor.read(str(page.later))
    assert sorted(found) == sorted(wanted)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("text", ["", "x", "1_x_2", "1_2026-01-01T00:00:00+00:00_x"])
def test_what_never_was_a_page_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        Cursor.read(text)


def test_a_claim_is_told_with_its_booking_and_the_payments_that_may_be_meant(
    session: Session, organization: Organization, user: User, opened: Open
) -> None:
    client = make_client(session, organization)
    booking = make_booking(session, client)
    meant, other = (make_payment(session, booking, Decimal(sum_)) for sum_ in (225000, 1000))
    make_claim(session, booking, status="matched", payment_id=other.id, closed_at=NOW)
    claim = make_claim(session, booking)
    opened("payment_claim", subject=f"payment_claims:{claim.id}")
    (one,) = open_tasks.page(session, user).found
    assert (one.about.subject, one.about.booking, one.client) == (claim, booking, client)
    assert one.about.money.payments == [meant]


def test_a_booking_is_told_with_what_it_owes_and_what_goes_back(
    session: Session, organization: Organization, user: User, opened: Open
) -> None:
    booking = make_booking(session, make_client(session, organization))
    part = make_installment(session, booking, paid_amount=Decimal(25000), status="partially_paid")
    make_installment(session, booking, seq=2, status="waived")
    payment = make_payment(session, booking, Decimal(25000))
    refund = make_refund(session, payment, Decimal(5000), status="requested", succeeded_at=None)
    opened("payment_overdue", subject=f"bookings:{booking.id}")
    (one,) = open_tasks.page(session, user).found
    assert (one.about.money.owed, one.about.money.unpaid) == ([part], Decimal(200000))
    assert one.about.money.refunds == [refund]


def test_a_booking_is_known_by_its_code_too(
    session: Session, organization: Organization, user: User, opened: Open
) -> None:
    booking = make_booking(session, make_client(session, organization))
    opened("handover", facts={"booking_code": booking.booking_code})
    assert open_tasks.page(session, user).found[0].about.booking == booking


def test_a_list_not_told_is_told_with_its_departure_and_guide(
    session: Session, organization: Organization, user: User, opened: Open
) -> None:
    guide = make_guide(session, organization)
    departure = make_departure(session, make_tour(session, organization), guide_id=guide.id)
    opened("guide_not_told", subject=f"tour_departures:{departure.id}")
    (one,) = open_tasks.page(session, user).found
    assert (one.about.departure, one.about.guide) == (departure, guide)


def test_what_the_client_wrote_last_is_told(
    session: Session, user: User, talk: Conversation, opened: Open
) -> None:
    for body in ("Здравствуйте!", "Есть места?"):
        make_communication(session, talk, body=body)
    opened("unanswered", conversation_id=talk.id)
    last = open_tasks.page(session, user).found[0].about.last
    assert last is not None
    assert last.body == "Есть места?"


def test_nothing_of_another_operator_is_read(session: Session, user: User, opened: Open) -> None:
    other = make_organization(session)
    theirs = make_booking(session, make_client(session, other))
    opened("refund_due", subject=f"bookings:{theirs.id}")
    make_task(session, other)
    (one,) = open_tasks.page(session, user).found
    assert (one.about.subject, one.about.booking, one.client) == (None, None, None)


def test_many_tasks_take_as_many_statements_as_few(
    session: Session, organization: Organization, user: User, opened: Open
) -> None:
    def open_some(count: int) -> None:
        for _unused in range(count):
            booking = make_booking(session, make_client(session, organization))
            claim = make_claim(session, booking)
            opened("payment_claim", subject=f"payment_claims:{claim.id}")
            opened("refund_due", subject=f"bookings:{booking.id}")

    def statements() -> int:
        session.flush()
        session.expire_all()
        counted: list[str] = []
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *told: counted.append(told[2]))
        open_tasks.page(session, session.merge(user))
        return len(counted)

    open_some(1)
    few = statements()
    open_some(12)
    assert statements() == few
