"""Guides are told once, in the office's hours, and count as told when they were."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from crm import guides
from crm.messages import automatic, follow
from crm.models import Client, Communication, GuideNotification, Task
from tests.booking_factories import DAY
from tests.crm.flows.scene import Scene, make_scene, outcome
from tests.factories import NOW
from tests.race import at_once


@pytest.fixture
def scene(session: Session) -> Scene:
    """A confirmed booking on a departure with a guide."""
    return make_scene(session)


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, each on a connection of its own."""
    engine = create_engine(database_url)
    yield sessionmaker(engine)
    engine.dispose()


def notice(session: Session, scene: Scene, event: str = "created", version: int = 1) -> int:
    """What the guide is to be told."""
    row = GuideNotification(
        organization_id=scene.organization.id,
        booking_id=scene.booking.id,
        guide_id=scene.departure.guide_id,
        tour_departure_id=scene.departure.id,
        event=event,
        booking_version=version,
        client_name="Мария",
        event_title="Алтай",
        event_date=DAY,
        seats=2,
        received_at=NOW,
    )
    session.add(row)
    session.flush()
    return row.id


def rows(session: Session) -> list[Communication]:
    """The messages to guides."""
    return list(session.scalars(select(Communication).order_by(Communication.id)))


def test_a_notice_becomes_one_message_and_is_processed_when_it_is_taken(
    session: Session, scene: Scene
) -> None:
    found = session.get_one(GuideNotification, notice(session, scene))
    assert [guides.tell(session, NOW, 10) for _ in range(2)] == [1, 0]
    (row,) = rows(session)
    assert not found.processed
    sent = outcome(session, row)
    assert not isinstance(sent, str)
    assert "Асель" in row.body
    row.whatsapp_status = "sent"
    session.flush()
    follow.these(session, [row.id], NOW)
    session.refresh(found)
    assert (found.processed, found.processed_at) == (True, NOW)


def test_it_waits_for_the_office_to_open(session: Session, scene: Scene) -> None:
    notice(session, scene)
    night = NOW + timedelta(hours=14)
    guides.tell(session, night, 10)
    opening = datetime(2026, 8, 5, 9, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    assert rows(session)[0].not_before == opening


def test_what_is_near_does_not_wait(session: Session, scene: Scene) -> None:
    night = NOW + timedelta(hours=14)
    scene.departure.starts_at = night + timedelta(hours=8)
    notice(session, scene)
    guides.tell(session, night, 10)
    assert rows(session)[0].not_before == night
    assert not isinstance(outcome(session, rows(session)[0], night), str)


def test_what_a_later_notice_says_is_not_said_before_it(session: Session, scene: Scene) -> None:
    first = session.get_one(GuideNotification, notice(session, scene))
    guides.tell(session, NOW, 10)
    second = session.get_one(GuideNotification, notice(session, scene, "cancelled", 2))
    guides.tell(session, NOW, 10)
    one, other = rows(session)
    assert outcome(session, one) == "superseded"
    assert not isinstance(outcome(session, other, NOW + timedelta(seconds=10)), str)
    other.whatsapp_status = "sent"
    session.flush()
    follow.these(session, [other.id], NOW)
    session.expire_all()
    assert first.processed
    assert second.processed


def test_a_guide_without_a_number_is_a_task_for_a_person(session: Session, scene: Scene) -> None:
    session.get_one(Client, scene.departure.guide_id).phone = None
    found = session.get_one(GuideNotification, notice(session, scene))
    assert [guides.tell(session, NOW, 10) for _ in range(2)] == [1, 0]
    task = session.scalars(select(Task)).one()
    assert task.kind == "guide_not_told"
    guides.tick(session, found, NOW)
    session.refresh(task)
    assert found.processed
    assert task.closed_at == NOW


def test_a_message_that_failed_is_a_task_for_a_person(session: Session, scene: Scene) -> None:
    notice(session, scene)
    guides.tell(session, NOW, 10)
    session.execute(text("UPDATE communications SET whatsapp_status = 'failed'"))
    follow.these(session, [rows(session)[0].id], NOW)
    assert [task.kind for task in session.scalars(select(Task))] == ["guide_not_told"]


def test_what_was_ticked_is_not_sent(session: Session, scene: Scene) -> None:
    found = session.get_one(GuideNotification, notice(session, scene))
    guides.tell(session, NOW, 10)
    guides.tick(session, found, NOW)
    session.expire_all()
    assert rows(session)[0].whatsapp_status == "suppressed"


def test_the_list_goes_the_evening_before_at_six_where_it_begins(
    session: Session, scene: Scene
) -> None:
    evening = datetime(2026, 9, 4, 18, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    assert guides.tell(session, evening - timedelta(minutes=1), 10) == 0
    assert [guides.tell(session, evening, 10) for _ in range(2)] == [1, 0]
    row = rows(session)[0]
    assert row.dedupe_key == f"manifest:{scene.departure.id}"
    assert not isinstance(outcome(session, row, evening), str)


def test_two_workers_at_once_send_one_list_and_trouble_nobody(
    sessions: sessionmaker[Session],
) -> None:
    evening = datetime(2026, 9, 4, 18, 30, tzinfo=ZoneInfo("Asia/Almaty"))
    with sessions.begin() as session:
        make_scene(session)

    def tell() -> int:
        with sessions.begin() as session:
            found = guides.tell(session, evening, 10)
            sleep(0.3)  # the other looks meanwhile
            return found

    at_once([tell] * 2)
    with sessions() as session:
        assert [row.template_name for row in rows(session)] == ["guide_manifest"]
        assert session.scalars(select(Task)).all() == []


def test_two_workers_at_once_tell_a_guide_once(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        notice(session, make_scene(session))

    def tell() -> int:
        with sessions.begin() as session:
            return guides.tell(session, NOW, 10)

    for _ in range(5):
        at_once([tell] * 4)
    with sessions() as session:
        assert len(rows(session)) == 1


def test_a_retry_that_arrives_settles_what_had_failed(session: Session, scene: Scene) -> None:
    found = session.get_one(GuideNotification, notice(session, scene))
    guides.tell(session, NOW, 10)
    (row,) = rows(session)
    row.whatsapp_status = "failed"
    session.flush()
    follow.these(session, [row.id], NOW)
    again = automatic.queue_again(session, row, "retry:1", NOW)
    session.execute(
        text("UPDATE communications SET whatsapp_status = 'sent' WHERE id = :id"), {"id": again}
    )
    follow.these(session, [again or 0], NOW)
    session.expire_all()
    assert found.processed
    assert session.scalars(select(Task)).one().closed_at == NOW


def test_the_guides_answer_counts_the_last_notice_of_each_booking(
    session: Session, scene: Scene
) -> None:
    """A later one is answered anew."""
    assert guides.answer_of(session, scene.departure) == guides.Answer(0, 0, 0)
    first = session.get_one(GuideNotification, notice(session, scene))
    assert guides.answer_of(session, scene.departure) == guides.Answer(1, 0, 0)
    guides.tick(session, first, NOW)
    assert guides.answer_of(session, scene.departure) == guides.Answer(1, 1, 0)
    guides.acknowledged(session, first, NOW)
    assert guides.answer_of(session, scene.departure) == guides.Answer(1, 1, 1)
    notice(session, scene, "changed", version=2)
    assert guides.answer_of(session, scene.departure) == guides.Answer(1, 0, 0)
