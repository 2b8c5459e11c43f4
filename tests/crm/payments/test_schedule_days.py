"""The days of a schedule: what is due, overdue, moved, waived, and how others read it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st
from sqlalchemy.orm import Session

from crm import local_time
from crm.errors import ScheduleRefused
from crm.models import Booking, Client, Organization
from crm.payments import allocation, schedule
from tests.booking_factories import DAY, make_booking, make_installment, make_payment
from tests.crm.payments.prices import one_database, undone
from tests.factories import NOW, make_client, make_organization

TODAY = NOW.date()
ZONES = ("Asia/Almaty", "America/Los_Angeles", "Africa/Nairobi", "Pacific/Kiritimati")


@one_database
@given(st.sampled_from(ZONES), st.dates(date(2025, 1, 2), date(2027, 12, 30)))
def test_a_part_is_overdue_from_the_first_moment_after_its_day(
    session: Session, zone: str, day: date
) -> None:
    with undone(session):
        organization = make_organization(session, timezone=zone)
        booking = make_booking(session, make_client(session, organization))
        part = make_installment(session, booking, due_date=day)
        begins = local_time.ends_at(part.due_date, zone)
        assert begins.astimezone(ZoneInfo(zone)).date() == part.due_date + timedelta(days=1)
        assert schedule.mark_overdue(session, organization, begins - timedelta(minutes=1)) == 0
        assert schedule.mark_overdue(session, organization, begins) == 1
        session.refresh(part)
        assert part.status == "overdue"
        allocation.allocate(session, booking, begins)
        assert part.status == "overdue"
        allocation.allocate(session, booking, begins - timedelta(minutes=1))
        assert part.status == "pending"


def test_parts_are_marked_a_batch_at_a_time_and_only_the_operators_own(
    session: Session, organization: Organization, booking: Booking
) -> None:
    other = make_booking(session, make_client(session, make_organization(session)))
    for seq, of in enumerate((booking, booking, booking, other), start=1):
        make_installment(session, of, seq=seq, due_date=TODAY - timedelta(days=1))
    marked = [schedule.mark_overdue(session, organization, NOW, limit=2) for _ in range(3)]
    assert marked == [2, 1, 0]
    assert schedule.owed(session, other)[0].status == "pending"


def test_overdue_wins_over_partly_paid(session: Session, booking: Booking) -> None:
    part = make_installment(session, booking, due_date=TODAY - timedelta(days=1))
    make_payment(session, booking, Decimal(1000))
    allocation.allocate(session, booking, NOW)
    assert (part.status, int(part.paid_amount)) == ("overdue", 1000)


def test_what_is_due_and_what_comes_next(session: Session, booking: Booking) -> None:
    make_installment(session, booking, due_date=TODAY)
    balance = make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    assert schedule.due(session, booking, TODAY - timedelta(days=1)) == 0
    assert schedule.due(session, booking, TODAY) == 225000
    assert schedule.due(session, booking, DAY) == 450000
    assert schedule.next_due(session, booking, TODAY + timedelta(days=1)) == balance
    assert schedule.next_due(session, booking, DAY + timedelta(days=1)) is None


def test_a_part_can_be_given_another_day_but_not_one_gone_by(
    session: Session, booking: Booking
) -> None:
    part = make_installment(session, booking, due_date=TODAY - timedelta(days=1), status="overdue")
    with pytest.raises(ScheduleRefused, match="is over"):
        schedule.reschedule(session, part, TODAY - timedelta(days=1), NOW)
    schedule.reschedule(session, part, TODAY, NOW)
    assert (part.due_date, part.status) == (TODAY, "pending")
    make_payment(session, booking, Decimal(450000))
    allocation.allocate(session, booking, NOW)
    with pytest.raises(ScheduleRefused, match="nothing of it is owed"):
        schedule.reschedule(session, part, DAY, NOW)


def test_a_waived_part_is_asked_for_no_more(session: Session, booking: Booking) -> None:
    part = make_installment(session, booking, due_date=TODAY)
    make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    schedule.waive(session, part, NOW)
    assert part.status == "waived"
    assert schedule.due(session, booking, DAY) == 225000
    with pytest.raises(ScheduleRefused):
        schedule.waive(session, part, NOW)


def test_of_a_part_begun_only_the_rest_is_waived(session: Session, booking: Booking) -> None:
    part = make_installment(session, booking, due_date=TODAY)
    make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    make_payment(session, booking, Decimal(100000))
    allocation.allocate(session, booking, NOW)
    schedule.waive(session, part, NOW)
    assert (part.status, int(part.amount)) == ("paid", 100000)
    assert schedule.due(session, booking, DAY) == 225000


def test_others_read_the_schedule_in_the_words_they_know(session: Session, client: Client) -> None:
    booking = make_booking(session, client)
    make_installment(session, booking, due_date=TODAY)
    make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    make_installment(session, booking, seq=3, due_date=DAY, status="cancelled")
    make_payment(session, booking, Decimal(200000), provider_ref="FT1")
    make_payment(session, booking, Decimal(50000), provider_ref="FT2")
    allocation.allocate(session, booking, datetime(2026, 8, 4, 5, 0, tzinfo=UTC))
    assert schedule.view(session, booking) == [
        {
            "description": "Deposit",
            "amount": "225000.00",
            "due_date": "2026-08-04",
            "paid": True,
            "paid_at": "2026-08-04T05:00:00+00:00",
            "transaction_id": "FT2",
        },
        {
            "description": "Balance",
            "amount": "225000.00",
            "due_date": "2026-09-05",
            "paid": False,
            "paid_at": None,
            "transaction_id": None,
        },
    ]
