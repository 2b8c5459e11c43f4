"""The plan to remind: which days, which hours, and what changes when the booking does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import local_time, quiet
from crm.models import Organization, PaymentInstallment, PaymentReminder
from crm.reminders import plan
from crm.reminders.plan import AGENT
from tests.booking_factories import make_installment
from tests.crm.flows.scene import Scene, make_scene
from tests.factories import NOW

DUE = date(2026, 8, 20)
ZONES = ("Asia/Almaty", "Africa/Nairobi", "America/Los_Angeles", "Australia/Lord_Howe")


def planned(session: Session, **values: object) -> tuple[Scene, PaymentInstallment]:
    """A booking of long ago, whose reminders are planned at NOW."""
    scene = make_scene(session, "payment_pending", created_at=NOW - timedelta(days=60))
    installment = make_installment(session, scene.booking, **{"due_date": DUE, **values})
    plan.plan(session, scene.booking, NOW)
    return scene, installment


def rows(session: Session) -> dict[int, PaymentReminder]:
    """The reminders by offset, without the one to the agent."""
    found = session.scalars(select(PaymentReminder).order_by(PaymentReminder.offset_days))
    return {row.offset_days: row for row in found if row.template_name != AGENT}


def test_reminders_are_planned_at_ten_where_the_client_is(session: Session) -> None:
    planned(session)
    found = rows(session)
    assert list(found) == [-7, -3, 0, 2]
    zone = ZoneInfo("Asia/Almaty")
    for offset, row in found.items():
        local = row.scheduled_at.astimezone(zone)
        assert (local.date(), local.time()) == (DUE + timedelta(days=offset), time(10))
        assert row.status == "scheduled"
    assert [row.template_name for row in found.values()] == [
        "payment_reminder_upcoming",
        "payment_reminder_upcoming",
        "payment_reminder_due_today",
        "payment_overdue",
    ]


def test_a_person_is_to_be_told_on_the_third_day(session: Session) -> None:
    planned(session)
    row = session.scalars(
        select(PaymentReminder).where(PaymentReminder.template_name == AGENT)
    ).one()
    assert row.offset_days == 3


def test_planning_twice_changes_nothing(session: Session) -> None:
    scene, _ = planned(session)
    before = {offset: row.id for offset, row in rows(session).items()}
    plan.plan(session, scene.booking, NOW + timedelta(hours=1))
    assert {offset: row.id for offset, row in rows(session).items()} == before


def test_what_is_past_or_too_soon_is_skipped(session: Session) -> None:
    planned(session, due_date=NOW.date() + timedelta(days=2))
    found = rows(session)
    assert [(row.status, row.skip_reason) for row in found.values()] == [
        ("skipped", "too_late"),
        ("skipped", "too_late"),
        ("scheduled", None),
        ("scheduled", None),
    ]


def test_a_booking_just_made_is_not_reminded_within_two_hours(session: Session) -> None:
    now = datetime(2026, 8, 4, 3, 30, tzinfo=UTC)
    scene = make_scene(session, "payment_pending", created_at=now)
    make_installment(session, scene.booking, due_date=NOW.date())
    plan.plan(session, scene.booking, now)
    assert rows(session)[0].skip_reason == "too_late"


def test_another_due_date_moves_only_what_is_planned(session: Session) -> None:
    scene, installment = planned(session)
    sent = rows(session)[-7]
    sent.status = "sent"
    before = sent.scheduled_at
    installment.due_date = DUE + timedelta(days=10)
    plan.plan(session, scene.booking, NOW)
    found = rows(session)
    assert (found[-7].status, found[-7].scheduled_at) == ("sent", before)
    assert found[0].local_due_date == installment.due_date
    assert found[0].scheduled_at.date() == installment.due_date


def test_what_is_paid_or_over_cancels_all_that_is_planned(session: Session) -> None:
    scene, installment = planned(session)
    installment.status, installment.paid_amount = "paid", installment.amount
    installment.paid_at = NOW
    plan.plan(session, scene.booking, NOW)
    assert {(row.status, row.skip_reason) for row in rows(session).values()} == {
        ("cancelled", "paid")
    }


def test_a_waived_part_is_not_reminded_of(session: Session) -> None:
    scene, installment = planned(session)
    installment.status = "waived"
    plan.plan(session, scene.booking, NOW)
    assert {row.skip_reason for row in rows(session).values()} == {"waived"}


def test_a_booking_that_lives_again_is_reminded_again(session: Session) -> None:
    scene, installment = planned(session)
    installment.status = "cancelled"
    plan.plan(session, scene.booking, NOW)
    installment.status = "pending"
    plan.plan(session, scene.booking, NOW)
    assert {row.status for row in rows(session).values()} == {"scheduled"}


def test_a_last_call_is_planned_only_where_bookings_are_cancelled(session: Session) -> None:
    scene, _ = planned(session)
    scene.organization.overdue_cancel_days = 6
    plan.plan(session, scene.booking, NOW)
    assert rows(session)[4].template_name == "payment_last_call"


@settings(max_examples=300)
@given(
    zone=st.sampled_from(ZONES),
    due=st.dates(date(2020, 1, 1), date(2029, 12, 1)),
    offset=st.integers(-10, 10),
    at=st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15)),
    last_call=st.booleans(),
)
def test_each_is_on_its_day_by_day_or_moved_as_little_as_can_be(
    zone: str, due: date, offset: int, at: time, last_call: bool
) -> None:
    ours = Organization(reminder_time=at, quiet_start=time(21), quiet_end=time(9))
    name = "payment_last_call" if last_call else "payment_overdue"
    found = plan.moment(due, offset, name, ours, zone)
    hours = quiet.Hours(time(21), time(9), zone)
    wanted = local_time.starts_at(due + timedelta(days=offset), at, zone)
    assert not hours.quiet_at(found)
    if not hours.quiet_at(wanted):
        assert found == wanted
    elif last_call:
        assert timedelta(0) < wanted - found <= timedelta(hours=13)
    else:
        assert timedelta(0) < found - wanted <= timedelta(hours=13)
        assert hours.quiet_at(found - timedelta(minutes=1))
