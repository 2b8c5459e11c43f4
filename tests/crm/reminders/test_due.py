"""From the plan to the message: once, the latest, not while money may be on its way."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from crm.errors import StepRefused
from crm.messages import follow
from crm.models import Communication, PaymentReminder, Task
from crm.reminders import by_hand, due
from tests.booking_factories import (
    make_booking,
    make_claim,
    make_installment,
    make_payment,
    make_reminder,
)
from tests.crm.flows.scene import Scene, make_scene, outcome
from tests.factories import NOW
from tests.race import at_once

DAY = timedelta(days=1)


@pytest.fixture
def scene(session: Session) -> Scene:
    """A client with a booking that owes its deposit."""
    return make_scene(session, "payment_pending")


def messages(session: Session) -> list[Communication]:
    """The reminders' messages."""
    return list(session.scalars(select(Communication).order_by(Communication.id)))


def test_a_due_reminder_becomes_one_message(session: Session, scene: Scene) -> None:
    installment = make_installment(session, scene.booking, due_date=NOW.date())
    reminder = make_reminder(session, installment)
    assert due.send_due(session, NOW, 10) == 1
    assert due.send_due(session, NOW, 10) == 0
    (row,) = messages(session)
    assert (row.dedupe_key, reminder.communication_id) == (f"reminder:{reminder.id}", row.id)
    assert reminder.status == "queued"


def test_what_is_not_due_waits(session: Session, scene: Scene) -> None:
    make_reminder(session, make_installment(session, scene.booking), scheduled_at=NOW + DAY)
    assert due.send_due(session, NOW, 10) == 0


def test_after_an_outage_only_the_latest_goes(session: Session, scene: Scene) -> None:
    installment = make_installment(session, scene.booking, due_date=(NOW - 2 * DAY).date())
    for offset in (-7, -3, 0, 2):
        make_reminder(session, installment, offset, scheduled_at=NOW - (2 - offset) * DAY)
    due.send_due(session, NOW, 1)
    due.send_due(session, NOW, 10)
    found = session.scalars(select(PaymentReminder).order_by(PaymentReminder.offset_days)).all()
    assert [(row.status, row.skip_reason) for row in found] == [
        ("skipped", "superseded"),
        ("skipped", "superseded"),
        ("skipped", "superseded"),
        ("queued", None),
    ]
    assert len(messages(session)) == 1


def test_two_clocks_at_once_make_one_message(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        scene = make_scene(session, "payment_pending")
        make_reminder(session, make_installment(session, scene.booking, due_date=NOW.date()))

    def look() -> int:
        with sessions.begin() as session:
            return due.send_due(session, NOW, 10)

    for _ in range(5):
        at_once([look] * 4)
    with sessions() as session:
        assert len(messages(session)) == 1


def test_money_on_its_way_puts_it_off(session: Session, scene: Scene) -> None:
    reminder = make_reminder(session, make_installment(session, scene.booking))
    payment = make_payment(session, scene.booking, scene.booking.total_amount, status="processing")
    due.send_due(session, NOW, 10)
    assert (reminder.status, messages(session)) == ("scheduled", [])
    payment.status = "failed"
    due.send_due(session, NOW + due.SUSPENDED, 10)
    assert reminder.status == "queued"


def test_a_claim_puts_it_off_until_a_person_was_told(session: Session, scene: Scene) -> None:
    reminder = make_reminder(session, make_installment(session, scene.booking))
    claim = make_claim(session, scene.booking)
    for look in range(1, 4):
        due.send_due(session, NOW + look * due.SUSPENDED, 10)
    assert reminder.status == "scheduled"
    claim.escalated_at = NOW
    due.send_due(session, NOW + 5 * due.SUSPENDED, 10)
    assert reminder.status == "queued"


def test_a_claim_that_comes_after_it_was_queued_holds_the_message(
    session: Session, scene: Scene
) -> None:
    make_reminder(session, make_installment(session, scene.booking, due_date=NOW.date()))
    due.send_due(session, NOW, 10)
    make_claim(session, scene.booking)
    assert outcome(session, messages(session)[0]) == "later"


def test_on_the_third_day_a_person_is_told_and_nothing_is_sent(
    session: Session, scene: Scene
) -> None:
    installment = make_installment(session, scene.booking, due_date=(NOW - 3 * DAY).date())
    row = make_reminder(session, installment, 3, template_name="agent_told")
    due.send_due(session, NOW, 10)
    assert (row.status, messages(session)) == ("sent", [])
    task = session.scalars(select(Task)).one()
    assert (task.kind, task.subject) == ("payment_overdue", f"bookings:{scene.booking.id}")


@pytest.mark.parametrize(
    ("status", "became"), [("sent", "sent"), ("failed", "failed"), ("suppressed", "cancelled")]
)
def test_the_reminder_follows_its_message(
    session: Session, scene: Scene, status: str, became: str
) -> None:
    reminder = make_reminder(session, make_installment(session, scene.booking))
    due.send_due(session, NOW, 10)
    session.execute(text("UPDATE communications SET whatsapp_status = :s"), {"s": status})
    follow.these(session, [row.id for row in messages(session)], NOW)
    session.refresh(reminder)
    assert reminder.status == became


def test_one_reminder_a_day_over_all_bookings(session: Session, scene: Scene) -> None:
    other = make_booking(
        session,
        scene.client,
        scene.departure,
        "payment_pending",
        conversation_id=scene.conversation.id,
    )
    for booking in (scene.booking, other):
        make_reminder(session, make_installment(session, booking, due_date=NOW.date()))
    due.send_due(session, NOW, 10)
    first, second = messages(session)
    assert not isinstance(outcome(session, first), str)
    first.whatsapp_status = "sent"
    session.flush()
    later = NOW + timedelta(minutes=1)
    assert outcome(session, second, later) == "later"
    assert second.not_before == NOW + DAY  # ten o'clock tomorrow, in Almaty
    sent = outcome(session, second, NOW + DAY)
    assert not isinstance(sent, str)
    assert second.template_name == "payment_overdue"  # yesterday was the last day


def test_two_parts_of_one_booking_are_told_together(session: Session, scene: Scene) -> None:
    today = NOW.date()
    first = make_installment(session, scene.booking, due_date=today - DAY)
    second = make_installment(session, scene.booking, seq=2, kind="balance", due_date=today)
    make_reminder(session, first, 1)
    make_reminder(session, second, 0)
    due.send_due(session, NOW, 10)
    one, other = messages(session)
    sent = outcome(session, one)
    assert "450 000" in one.body.replace("\u00a0", " "), sent
    one.whatsapp_status = "sent"
    session.flush()
    assert outcome(session, other, NOW + timedelta(minutes=1)) == "said_today"


def test_an_agent_skips_puts_off_and_sends_now(session: Session, scene: Scene) -> None:
    installment = make_installment(session, scene.booking)
    one = make_reminder(session, installment, -3, scheduled_at=NOW + DAY)
    two = make_reminder(session, installment, 0, scheduled_at=NOW + 2 * DAY)
    by_hand.skip(session, one, NOW)
    at = by_hand.snooze(session, scene.booking, two, (NOW + 3 * DAY).date(), NOW)
    assert (one.status, two.scheduled_at) == ("skipped", at)
    row, goes = by_hand.send_now(session, scene.booking, installment, NOW)
    assert (row.kind, goes) == ("manual", NOW)
    due.send_due(session, NOW, 10)
    assert row.status == "queued"


def test_a_planned_one_goes_now_and_is_not_said_again(session: Session, scene: Scene) -> None:
    installment = make_installment(session, scene.booking)
    one = make_reminder(session, installment, -3, scheduled_at=NOW + DAY)
    assert by_hand.hurry(session, scene.booking, one, NOW) == NOW
    due.send_due(session, NOW, 10)
    assert one.status == "queued"
    with pytest.raises(StepRefused, match="only a planned one"):
        by_hand.hurry(session, scene.booking, one, NOW)
