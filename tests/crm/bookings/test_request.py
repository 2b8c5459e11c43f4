"""Requesting payment: the schedule, the link, and until when the seats wait for it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm import local_time
from crm.bookings import hold, request, terms
from crm.errors import ScheduleRefused, StepRefused
from crm.models import Client, ClientLink, PaymentInstallment, TourDeparture
from crm.payments import schedule
from crm.payments.schedule import Part
from tests.crm.bookings import steps
from tests.factories import NOW


def test_the_client_is_asked_for_the_deposit_by_the_holds_end_and_the_balance_before_the_trip(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    parts = session.scalars(select(PaymentInstallment).order_by(PaymentInstallment.seq)).all()
    assert booking.hold_expires_at == NOW + timedelta(hours=24)
    assert [(part.kind, part.amount, part.due_date.isoformat()) for part in parts] == [
        ("deposit", steps.DEPOSIT, "2026-08-05"),
        ("balance", steps.DEPOSIT, "2026-08-06"),
    ]
    assert steps.told(session, booking) == ["booking_hold_created", "payment_request"]
    assert session.scalars(select(ClientLink)).one().booking_id == booking.id


def test_parts_of_ones_own_move_the_deadline_to_the_end_of_the_first_day(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    day = (NOW + timedelta(days=5)).date()
    parts = [Part("full", steps.TOTAL, day)]
    request.request_payment(session, booking, steps.AGENT, NOW, parts)
    assert booking.hold_expires_at is not None and booking.grace_until is not None
    assert booking.hold_expires_at.isoformat() == "2026-08-09T19:00:00+00:00"
    assert booking.grace_until - booking.hold_expires_at == timedelta(hours=2)


def test_a_deadline_of_ones_own_never_lies_after_the_departure_begins(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    parts = [Part("full", steps.TOTAL, departure.departure_date)]
    request.request_payment(session, booking, steps.AGENT, NOW, parts)
    assert booking.grace_until == departure.starts_at


def test_parts_agreed_while_it_was_held_are_those_that_are_asked_for(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    steps.pay(session, booking, Decimal(1000))
    days = [(NOW + timedelta(days=ahead)).date() for ahead in (2, 4, 6)]
    agreed = [(Decimal(150000), day) for day in days]
    terms.agree(session, booking, agreed, steps.AGENT, NOW)
    request.request_payment(session, booking, steps.AGENT, NOW)
    parts = session.scalars(select(PaymentInstallment).order_by(PaymentInstallment.seq)).all()
    assert [(part.amount, part.due_date) for part in parts] == agreed
    assert booking.hold_expires_at == local_time.ends_at(days[0], "Asia/Almaty")


def test_nobody_is_asked_to_pay_by_a_moment_that_has_passed(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    assert booking.hold_expires_at is not None
    in_grace = booking.hold_expires_at + timedelta(hours=1)
    with pytest.raises(StepRefused, match="was until 2026-08-05 05:00 UTC"):
        request.request_payment(session, booking, steps.AGENT, in_grace)
    day = in_grace.date() + timedelta(days=1)
    parts = [Part("full", steps.TOTAL, day)]
    request.request_payment(session, booking, steps.AGENT, in_grace, parts)
    assert booking.hold_expires_at > in_grace


def test_parts_that_do_not_sum_are_refused(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    with pytest.raises(ScheduleRefused):
        request.request_payment(
            session, booking, steps.AGENT, NOW, [Part("full", Decimal(1), NOW.date())]
        )


def test_a_quote_asks_for_no_payment(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    with pytest.raises(StepRefused, match="requesting payment is not possible"):
        request.request_payment(session, booking, steps.AGENT, NOW)


def test_the_price_stays_as_the_client_saw_it(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    departure.price = Decimal(300000)
    hold.place(session, booking, steps.AGENT, NOW)
    request.request_payment(session, booking, steps.AGENT, NOW)
    assert booking.total_amount == steps.TOTAL
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_who_pays_the_first_part_as_agreed_is_confirmed(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """It is less than the usual deposit, and the hold lasts only until it is due."""
    booking = steps.held(session, client, departure)
    first, last = Decimal(100000), Decimal(350000)
    parts = [
        Part("deposit", first, (NOW + timedelta(days=1)).date()),
        Part("balance", last, (NOW + timedelta(days=9)).date()),
    ]
    request.request_payment(session, booking, steps.AGENT, NOW, parts)
    steps.pay(session, booking, first)
    assert booking.status == "confirmed"


def test_a_plan_agreed_later_keeps_the_part_that_was_begun(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    steps.pay(session, booking, Decimal(100000))
    days = [(NOW + timedelta(days=days)).date() for days in (4, 9)]
    kept = schedule.settled(session, booking)
    assert [part.amount for part in kept] == [steps.DEPOSIT]
    terms.agree(
        session,
        booking,
        [(Decimal(25000), days[0]), (Decimal(200000), days[1])],
        steps.AGENT,
        NOW,
    )
    assert (booking.status, booking.deposit_amount) == ("payment_pending", steps.DEPOSIT)
    steps.pay(session, booking, Decimal(125000))
    assert booking.status == "confirmed"
