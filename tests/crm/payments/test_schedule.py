"""Schedules: parts that sum to the price, planned, agreed, written and fitted to a new price."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import money
from crm.errors import AmountRefused, ScheduleRefused
from crm.models import Booking, Client, Organization
from crm.payments import allocation, locks, schedule
from crm.payments.schedule import Part
from tests.booking_factories import DAY, make_booking, make_installment, make_payment
from tests.crm.payments.prices import one_database, reprice, undone
from tests.factories import NOW

TODAY = NOW.date()
CURRENCIES = ("KZT", "JPY", "KWD", "USD")


def said(parts: list[Part]) -> list[tuple[str, int, date]]:
    """Parts as a test compares them."""
    return [(part.kind, int(part.amount), part.due_date) for part in parts]


def rows(session: Session, booking: Booking) -> list[tuple[str, int, str]]:
    """The parts as they stand, cancelled ones too."""
    return [
        (row.kind, int(row.amount), row.status)
        for row in sorted(locks.parts(session, booking.id), key=lambda row: row.seq)
    ]


def test_the_deposit_is_due_now_and_the_rest_before_the_trip(
    booking: Booking, organization: Organization
) -> None:
    parts = schedule.plan(booking, organization, TODAY)
    assert said(parts) == [
        ("deposit", 225000, TODAY),
        ("balance", 225000, DAY - timedelta(days=30)),
    ]
    later = schedule.plan(booking, organization, TODAY, deposit_due=TODAY + timedelta(days=1))
    assert later[0].due_date == TODAY + timedelta(days=1)


def test_a_trip_that_starts_soon_is_paid_in_one(
    booking: Booking, organization: Organization
) -> None:
    booking.start_date = TODAY + timedelta(days=30)
    assert said(schedule.plan(booking, organization, TODAY)) == [("full", 450000, TODAY)]
    booking.start_date = TODAY + timedelta(days=31)
    assert len(schedule.plan(booking, organization, TODAY)) == 2


def test_no_deposit_a_whole_deposit_and_noreprice(
    booking: Booking, organization: Organization
) -> None:
    booking.deposit_amount = Decimal(0)
    rest_due = DAY - timedelta(days=30)
    assert said(schedule.plan(booking, organization, TODAY)) == [("full", 450000, rest_due)]
    booking.deposit_amount = booking.total_amount
    assert said(schedule.plan(booking, organization, TODAY)) == [("full", 450000, TODAY)]
    booking.total_amount = booking.deposit_amount = Decimal(0)
    assert schedule.plan(booking, organization, TODAY) == []


@given(
    st.integers(0, 10**9),
    st.integers(0, 100),
    st.sampled_from(CURRENCIES),
    st.integers(-40, 400),
    st.integers(0, 90),
)
def test_planned_parts_sum_to_thereprice(
    units: int, percent: int, currency: str, days: int, before: int
) -> None:
    total = money.from_minor(units, currency)
    deposit = money.from_minor(units * percent // 100, currency)
    start = TODAY + timedelta(days=days)
    booking = Booking(
        total_amount=total, deposit_amount=deposit, currency=currency, start_date=start
    )
    parts = schedule.plan(booking, Organization(balance_due_days=before), TODAY)
    assert sum(part.amount for part in parts) == total
    assert all(money.check(part.amount, currency) > 0 for part in parts)
    assert [part.due_date for part in parts] == sorted({part.due_date for part in parts})
    assert all(part.due_date >= TODAY for part in parts)


def test_parts_agreed_with_the_client_are_named_by_their_place(booking: Booking) -> None:
    days = [TODAY + timedelta(days=days) for days in (0, 7, 14)]
    wanted = [Decimal(100000), Decimal(150000), Decimal(200000)]
    parts = schedule.custom(list(zip(wanted, days, strict=True)), booking, TODAY)
    assert [part.kind for part in parts] == ["deposit", "installment", "balance"]
    assert schedule.custom([(Decimal(450000), TODAY)], booking, TODAY)[0].kind == "full"


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([(Decimal(400000), TODAY)], "50,000 less"),
        ([(Decimal(450001), TODAY)], "KZT\u00a01 more"),
        ([], "more than nothing"),
        ([(Decimal(450000), TODAY), (Decimal(0), TODAY + timedelta(1))], "more than nothing"),
        ([(Decimal(450000), TODAY - timedelta(1))], "is over"),
        ([(Decimal(225000), TODAY), (Decimal(225000), TODAY)], "order of their days"),
    ],
)
def test_parts_that_cannot_be_are_refused_by_name(
    booking: Booking, parts: list[tuple[Decimal, date]], sentence: str
) -> None:
    with pytest.raises(ScheduleRefused, match=sentence):
        schedule.custom(parts, booking, TODAY)


def test_a_part_has_the_digits_of_its_currency(booking: Booking) -> None:
    with pytest.raises(AmountRefused):
        schedule.custom([(Decimal("450000.001"), TODAY)], booking, TODAY)


def test_a_new_plan_keeps_the_rows_it_can(session: Session, booking: Booking) -> None:
    first = make_installment(session, booking)
    second = make_installment(session, booking, seq=2, kind="balance")
    parts = [Part("full", Decimal(450000), DAY)]
    schedule.write(session, booking, parts, NOW)
    assert (first.kind, int(first.amount), first.due_date) == ("full", 450000, DAY)
    assert second.status == "cancelled"
    halves = [Part("deposit", Decimal(200000), TODAY), Part("balance", Decimal(250000), DAY)]
    schedule.write(session, booking, halves, NOW)
    assert (first.id, second.status, int(second.amount)) == (first.id, "pending", 250000)


def test_what_is_paid_is_not_planned_anew(session: Session, booking: Booking) -> None:
    paid = make_installment(session, booking)
    make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    make_payment(session, booking, Decimal(225000))
    allocation.allocate(session, booking, NOW)
    with pytest.raises(ScheduleRefused, match="225,000 due 2026-08-11 is settled"):
        schedule.write(session, booking, [Part("full", Decimal(450000), DAY)], NOW)
    kept = schedule.settled(session, booking)
    rest = [(Decimal(100000), DAY), (Decimal(125000), DAY + timedelta(1))]
    parts = schedule.custom(rest, booking, TODAY, kept=kept)
    schedule.write(session, booking, parts, NOW)
    assert rows(session, booking) == [
        ("deposit", 225000, "paid"),
        ("installment", 100000, "pending"),
        ("balance", 125000, "pending"),
    ]
    assert paid.paid_at == NOW


def test_parts_written_by_hand_must_sum_too(session: Session, booking: Booking) -> None:
    with pytest.raises(ScheduleRefused, match="450,000 less"):
        schedule.write(session, booking, [], NOW)


def test_a_higher_price_goes_to_the_last_open_part(session: Session, booking: Booking) -> None:
    make_installment(session, booking)
    make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    reprice(session, booking, 500000)
    schedule.replan(session, booking, NOW)
    assert [amount for _, amount, _ in rows(session, booking)] == [225000, 275000]


def test_a_higher_price_after_all_is_paid_makes_a_new_part(
    session: Session, booking: Booking
) -> None:
    make_installment(session, booking, kind="full", amount=Decimal(450000))
    make_payment(session, booking, Decimal(450000))
    allocation.allocate(session, booking, NOW)
    reprice(session, booking, 500000)
    schedule.replan(session, booking, NOW)
    assert rows(session, booking)[1] == ("balance", 50000, "pending")
    assert schedule.owed(session, booking)[0].due_date == (NOW + timedelta(days=7)).date()


def test_a_lower_price_shortens_the_last_parts_first(session: Session, booking: Booking) -> None:
    make_installment(session, booking)
    make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    reprice(session, booking, 200000)
    schedule.replan(session, booking, NOW)
    assert [(amount, status) for _, amount, status in rows(session, booking)] == [
        (200000, "pending"),
        (225000, "cancelled"),
    ]


def test_a_lower_price_takes_what_was_waived_before_what_is_paid(
    session: Session, booking: Booking
) -> None:
    make_installment(session, booking, due_date=TODAY)
    waived = make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    make_payment(session, booking, Decimal(100000))
    schedule.waive(session, waived, NOW)
    reprice(session, booking, 150000)
    schedule.replan(session, booking, NOW)
    assert [(amount, status) for _, amount, status in rows(session, booking)] == [
        (100000, "paid"),
        (50000, "waived"),
    ]


def test_an_expired_booking_that_lives_again_is_asked_for_its_parts(
    session: Session, booking: Booking
) -> None:
    late = make_installment(session, booking, due_date=TODAY - timedelta(days=3))
    make_installment(session, booking, seq=2, kind="balance", due_date=DAY)
    schedule.cancel_open(session, booking, NOW)
    assert schedule.owed(session, booking) == []
    schedule.reopen(session, booking, NOW)
    assert [row.due_date for row in schedule.owed(session, booking)] == [TODAY, DAY]
    assert late.status == "pending"


def test_a_booking_confirmed_without_a_plan_gets_the_usual_one(
    session: Session, booking: Booking
) -> None:
    make_payment(session, booking, Decimal(225000))
    schedule.ensure(session, booking, NOW)
    schedule.ensure(session, booking, NOW)
    assert rows(session, booking) == [("deposit", 225000, "paid"), ("balance", 225000, "pending")]


@one_database
@given(
    st.lists(st.integers(1, 10**6), min_size=1, max_size=5),
    st.integers(0, 10**6),
    st.lists(st.integers(0, 2 * 10**6), min_size=1, max_size=3),
    st.sampled_from(CURRENCIES),
    st.integers(0, 4),
)
def test_whatever_happens_to_the_price_the_parts_sum_to_it_and_carry_what_is_paid(
    session: Session,
    client: Client,
    amounts: list[int],
    paid: int,
    prices: list[int],
    currency: str,
    waived: int,
) -> None:
    with undone(session):
        total = money.from_minor(sum(amounts), currency)
        booking = make_booking(
            session, client, currency=currency, total_amount=total, deposit_amount=total
        )
        for seq, units in enumerate(amounts, start=1):
            make_installment(
                session,
                booking,
                seq=seq,
                amount=money.from_minor(units, currency),
                due_date=TODAY + timedelta(days=seq),
            )
        if paid:
            make_payment(session, booking, money.from_minor(paid, currency))
        allocation.allocate(session, booking, NOW)
        owed = schedule.owed(session, booking)
        if waived < len(owed):
            schedule.waive(session, owed[waived], NOW)
        for units in prices:
            reprice(session, booking, money.from_minor(units, currency))
            schedule.replan(session, booking, NOW)
            live = [row for row in locks.parts(session, booking.id) if row.status != "cancelled"]
            assert sum(row.amount for row in live) == booking.total_amount
            assert sum(row.paid_amount for row in live) == min(
                money.from_minor(paid, currency), booking.total_amount
            )
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
