"""The clock: hands on what is due, at once when it is announced, and outlives what goes wrong."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

import now
from crm.bookings import guides
from crm.models import Organization
from tests import booking_factories as rows, factories
from tests.factories import make_template
from tests.product import until
from tests.worker.world import World
from worker import kinds
from worker.clock import Clock, Embedded
from worker.listening import listening

Stop = threading.Event


def test_every_kind_of_work_is_handed_on_when_it_is_due(world: World, stop: Stop) -> None:
    _make_all_due(world)
    handed: list[str] = []
    with world.runtime.engine.connect() as connection:
        Clock(world.runtime, handed.append, stop).look(connection)
    assert sorted(handed) == sorted([*kinds.KINDS, f"deliver:{world.sender_id}"])


def test_every_kind_that_can_be_due_has_its_work(world: World, stop: Stop) -> None:
    _make_all_due(world)
    with Session(world.runtime.engine) as session:
        for kind in kinds.due(session, now.utc()):
            kinds.do(world.runtime, kind, stop)
        # Of the unknown one the second look may be due by now.
        assert set(kinds.due(session, now.utc())) <= {"settle_unknown"}


def test_nothing_is_handed_on_where_nothing_is_due(world: World, stop: Stop) -> None:
    handed: list[str] = []
    with world.runtime.engine.connect() as connection:
        Clock(world.runtime, handed.append, stop).look(connection)
    assert handed == []


def test_a_sender_that_is_being_drained_or_paused_is_left_alone(world: World, stop: Stop) -> None:
    world.order()
    for state in ("now() + interval '10 seconds', NULL", "NULL, now()"):
        world.sql(f"UPDATE whatsapp_senders SET (lease_until, paused_at) = ROW({state})")
        with Session(world.runtime.engine) as session:
            assert f"{kinds.DELIVER}:{world.sender_id}" not in kinds.due(session, now.utc())


def test_what_is_announced_is_handed_on_at_once(world: World, stop: Stop) -> None:
    handed: list[str] = []
    _start(Clock(world.runtime, handed.append, stop))
    for _ in range(10):
        time.sleep(0.05)
        handed.clear()
        world.order()
        world.sql("NOTIFY dreamland_work")
        until(lambda: handed, 0.5, every=0.005)
        world.sql("DELETE FROM communications")


def test_the_clock_says_that_it_lives(world: World, stop: Stop) -> None:
    _start(Clock(world.runtime, print, stop))
    until(lambda: world.sql("SELECT at FROM heartbeats WHERE name = 'clock'"))


def test_the_clock_says_so_at_once_where_the_time_leaps(world: World, stop: Stop) -> None:
    beat = "SELECT at FROM heartbeats WHERE name = 'clock'"
    _start(Clock(world.runtime, print, stop))
    until(lambda: world.sql(beat))
    ahead = now.follow(lambda: timedelta(days=3))
    try:
        until(lambda: now.utc() - world.one(beat) < timedelta(seconds=5), 2.5)
    finally:
        ahead.stop()


def test_a_clock_whose_connection_was_cut_goes_on(world: World, stop: Stop) -> None:
    handed: list[str] = []
    _start(Clock(world.runtime, handed.append, stop))
    until(lambda: world.sql("SELECT 1 FROM heartbeats"))
    world.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    world.runtime.engine.dispose()
    world.order()
    until(lambda: handed)


def test_announcements_do_not_pile_up_in_the_connection(world: World, stop: Stop) -> None:
    with listening(world.runtime.engine) as (connection, bell):
        driver = connection.connection.dbapi_connection
        world.sql("NOTIFY dreamland_work")
        assert bell.wait(5)
        with connection.begin():
            world.sql("NOTIFY dreamland_work")
            connection.execute(text("SELECT 1"))
        assert bell.wait(0.1)
        assert not bell.wait(0)
        assert driver is not None
        assert not driver._notifies_backlog


def test_one_kind_runs_once_at_a_time_in_the_clock(
    world: World, stop: Stop, capfd: pytest.CaptureFixture[str]
) -> None:
    world.fault("latency", ms=500)
    world.order()
    embedded = Embedded(world.runtime, stop)
    embedded.hand(f"deliver:{world.sender_id}")
    until(lambda: world.statuses() == {"sending": 1})
    embedded.hand(f"deliver:{world.sender_id}")
    assert [t.name for t in threading.enumerate()].count(f"deliver:{world.sender_id}") == 1
    stop.set()
    embedded.join(4)
    assert world.statuses() == {"sent": 1}


def test_a_fault_in_a_kind_of_work_does_not_end_the_clock(world: World, stop: Stop) -> None:
    embedded = Embedded(world.runtime, stop)
    embedded.hand("no_such_kind")
    embedded.join(4)
    embedded.hand("no_such_kind")


def _start(clock: Clock) -> None:
    threading.Thread(target=clock.run, daemon=True).start()


def _make_all_due(world: World) -> None:
    """One row for each kind of work."""
    _make_bookings_due(world)
    past = now.utc() - timedelta(seconds=5)
    world.order(3)
    first, second, _ = (row[0] for row in world.sql("SELECT id FROM communications ORDER BY id"))
    world.sql(
        "UPDATE communications SET whatsapp_status = 'sending', attempts = 1, claimed_at = :at,"
        " next_look_at = :at WHERE id = :id",
        at=past,
        id=first,
    )
    world.sql(
        "UPDATE communications SET whatsapp_status = 'sent', whatsapp_message_id = 'SMb'"
        " WHERE id = :id",
        id=second,
    )
    world.sql(
        "INSERT INTO delivery_reports (whatsapp_message_id, provider_status, status, received_at)"
        " VALUES ('SMb', 'delivered', 'delivered', :at), ('SMz', 'sent', 'sent', :old)",
        at=past,
        old=past - timedelta(days=8),
    )
    world.sql(
        "INSERT INTO webhook_events (kind, event_id, payload, attempts, received_at,"
        " next_attempt_at) VALUES ('message', 'e', '{\"form\": [], \"public_id\": null}', 1,"
        " :at, :at)",
        at=past,
    )
    world.sql(
        "INSERT INTO attachments (organization_id, communication_id, position, source_url,"
        " content_type, next_attempt_at) VALUES (:o, :c, 0, 'http://10.0.0.1/x', 'image/png', :at)",
        o=world.organization_id,
        c=second,
        at=past,
    )
    world.sql("UPDATE conversations SET (waiting_since, answer_due_at) = (:at, :at)", at=past)
    world.sql("UPDATE organizations SET templates_sync_at = :at", at=past)
    with world.runtime.sessions.begin() as session:
        organization = session.get_one(Organization, world.organization_id)
        make_template(
            session, organization, approval_status="unsubmitted", content_sid=None, submit_at=past
        )


def _make_bookings_due(world: World) -> None:
    """A hold that is over, a trip that is over, a part with reminder and claim, a guide."""
    with world.runtime.sessions.begin() as session:
        organization = session.get_one(Organization, world.organization_id)
        guide = rows.make_guide(session, organization)
        tour = rows.make_tour(session, organization)
        departure = rows.make_departure(session, tour, guide_id=guide.id)
        for status in ("hold", "paid"):
            client = factories.make_client(session, organization)
            booking = rows.make_booking(session, client, departure, status)
        guides.notify(session, booking, "created", booking.created_at)
        client = factories.make_client(session, organization)
        booking = rows.make_booking(session, client, departure, "confirmed")
        part = rows.make_installment(session, booking)
        rows.make_reminder(session, part)
        rows.make_claim(session, booking)
