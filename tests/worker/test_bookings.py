"""The worker's part of bookings: due work is seen, done once, and may be done by two at once."""

import threading
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.models import (
    Booking,
    Client,
    Conversation,
    Organization,
    WhatsappTemplate,
)
from crm.reminders import due
from tests.booking_factories import (
    make_booking,
    make_claim,
    make_departure,
    make_guide,
    make_installment,
    make_reminder,
    make_tour,
)
from tests.crm.flows.scene import approve_stock
from tests.race import at_once
from tests.worker.world import World
from worker import kinds
from worker.deliver import deliver

HOUR = timedelta(hours=1)


def test_a_reminder_reaches_the_client_once(world: World, stop: threading.Event) -> None:
    with _transaction(world) as (session, instant):
        booking = _booking(world, session, "payment_pending")
        installment = make_installment(session, booking, due_date=instant.date())
        make_reminder(session, installment, scheduled_at=instant - HOUR)
    assert "send_reminders" in _due(world)
    at_once([partial(kinds.do, world.runtime, "send_reminders", stop)] * 3)
    assert "send_reminders" not in _due(world)
    assert deliver(world.runtime, world.sender_id, stop) == 1
    assert len(world.taken()) == 1
    assert world.one("SELECT status FROM payment_reminders") == "sent"


def test_a_worker_that_dies_before_its_commit_leaves_the_reminder_to_the_next(
    world: World, stop: threading.Event
) -> None:
    with _transaction(world) as (session, instant):
        booking = _booking(world, session, "payment_pending")
        installment = make_installment(session, booking, due_date=instant.date())
        make_reminder(session, installment, scheduled_at=instant - HOUR)
    with world.runtime.sessions() as dying:
        assert due.send_due(dying, now.utc(), 10) == 1
        dying.rollback()
    for _ in range(3):
        kinds.do(world.runtime, "send_reminders", stop)
        deliver(world.runtime, world.sender_id, stop)
    assert len(world.taken()) == 1


def test_a_hold_whose_time_is_over_gives_its_seats_back(
    world: World, stop: threading.Event
) -> None:
    with _transaction(world) as (session, instant):
        over = {"hold_expires_at": instant - 3 * HOUR, "grace_until": instant - HOUR}
        _booking(world, session, "hold", **over)
    assert "expire_holds" in _due(world)
    assert kinds.do(world.runtime, "expire_holds", stop) == 1
    assert "expire_holds" not in _due(world)
    assert world.one("SELECT seats_taken FROM tour_departures") == 0


def test_a_part_whose_day_is_over_is_overdue(world: World, stop: threading.Event) -> None:
    with _transaction(world) as (session, instant):
        booking = _booking(world, session, "payment_pending")
        make_installment(session, booking, due_date=(instant - 48 * HOUR).date())
    assert "mark_overdue" in _due(world)
    assert kinds.do(world.runtime, "mark_overdue", stop) == 1
    assert "mark_overdue" not in _due(world)
    assert world.one("SELECT status FROM payment_installments") == "overdue"


def test_a_trip_that_is_over_and_paid_is_completed(world: World) -> None:
    with _transaction(world) as (session, instant):
        day = (instant - 96 * HOUR).date()
        _booking(world, session, "paid", start_date=day, end_date=day)
    assert "complete_bookings" in _due(world)


def test_a_claim_nobody_looked_at_is_told_of(world: World, stop: threading.Event) -> None:
    with _transaction(world) as (session, instant):
        make_claim(session, _booking(world, session, "hold"), opened_at=instant - 25 * HOUR)
    assert "escalate_claims" in _due(world)
    assert kinds.do(world.runtime, "escalate_claims", stop) == 1
    assert "escalate_claims" not in _due(world)


def test_nothing_is_due_where_there_is_nothing(world: World) -> None:
    with _transaction(world) as (session, _):
        _booking(world, session, "confirmed")
    assert _due(world) == []


class _transaction:  # noqa: N801  (read as a verb)
    """A transaction of the world's, and the instant."""

    def __init__(self, world: World) -> None:
        self._opening = world.runtime.sessions.begin()

    def __enter__(self) -> tuple[Session, datetime]:
        return self._opening.__enter__(), now.utc()

    def __exit__(self, *problem: Any) -> None:
        self._opening.__exit__(*problem)


def _due(world: World) -> list[str]:
    with world.runtime.sessions.begin() as session:
        return [kind for kind in kinds.due(session, now.utc()) if not kind.startswith("deliver")]


def _booking(world: World, session: Session, status: str, **values: Any) -> Booking:
    """A booking of someone who has just written, made a month ago; it is never night."""
    organization = session.get_one(Organization, world.organization_id)
    organization.quiet_start = organization.quiet_end = time(0)
    approve_stock(session, organization)
    for row in session.scalars(select(WhatsappTemplate)):  # so it goes as plain text
        row.approval_status, row.content_sid = "unsubmitted", None
    conversation = session.get_one(Conversation, world.conversation())
    departure = make_departure(
        session,
        make_tour(session, organization),
        departure_date=(now.utc() + 60 * 24 * HOUR).date(),
        guide_id=make_guide(session, organization).id,
    )
    client = session.get_one(Client, conversation.client_id)
    made = now.utc() - 30 * 24 * HOUR
    return make_booking(
        session,
        client,
        departure,
        status,
        **{"conversation_id": conversation.id, "created_at": made, **values},
    )
