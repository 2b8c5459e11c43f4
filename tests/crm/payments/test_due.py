"""What is to be paid next."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm import booking_card
from crm.models import Booking
from crm.payments import due
from crm.payments.due import Due
from tests import booking_factories as bookings, factories
from tests.factories import NOW

HALF = Decimal(225_000)


def make(session: Session, status: str) -> Booking:
    """A custom trip at 450,000 in this status."""
    organization = factories.make_organization(session)
    client = factories.make_client(session, organization)
    return bookings.make_booking(session, client, None, status)


def look(session: Session, booking: Booking, day: int = 0) -> Due | None:
    """What is due so many days after NOW."""
    return due.of(booking_card.read(session, booking), NOW + timedelta(days=day))


@pytest.mark.parametrize("status", ["quote", "expired", "cancelled"])
def test_nothing_is_due_where_no_money_is_taken(session: Session, status: str) -> None:
    assert look(session, make(session, status)) is None


def test_a_hold_asks_for_its_deposit_and_then_for_the_rest(session: Session) -> None:
    booking = make(session, "hold")
    first = look(session, booking)
    assert first is not None
    assert (first.amount, first.rest, first.kind) == (HALF, HALF, "deposit")
    assert first.until == booking.hold_expires_at
    bookings.make_payment(session, booking, HALF)
    rest = look(session, booking)
    assert rest is not None
    assert (rest.amount, rest.rest) == (HALF, Decimal(0))


def test_a_hold_past_its_deadline_is_overdue_while_its_grace_lasts(session: Session) -> None:
    booking = make(session, "hold")
    assert booking.hold_expires_at is not None
    card = booking_card.read(session, booking)
    told = [due.of(card, booking.hold_expires_at + timedelta(seconds=s)) for s in (-1, 0)]
    assert [one.overdue for one in told if one] == [False, True]


def test_parts_come_by_their_days_and_late_ones_together(session: Session) -> None:
    booking = make(session, "confirmed")
    bookings.make_installment(session, booking, due_date=date(2026, 8, 6))
    bookings.make_installment(session, booking, seq=2, kind="balance", due_date=date(2026, 8, 20))
    early = look(session, booking)
    assert early is not None
    assert (early.amount, early.rest, early.kind) == (HALF, HALF, "deposit")
    assert (early.by, early.overdue, early.everything) == (date(2026, 8, 6), False, 2 * HALF)
    late = look(session, booking, day=16)
    assert late is not None
    assert (late.amount, late.rest, late.overdue) == (2 * HALF, Decimal(0), True)


def test_what_is_partly_paid_wants_the_rest_of_it(session: Session) -> None:
    booking = make(session, "payment_pending")
    bookings.make_installment(
        session, booking, paid_amount=Decimal(25_000), status="partially_paid"
    )
    found = look(session, booking)
    assert found is not None
    assert found.amount == Decimal(200_000)


def test_a_part_is_overdue_only_when_its_day_is_over(session: Session) -> None:
    """T3: in the organization's zone; NOW is 10:00 in Almaty."""
    booking = make(session, "confirmed")
    bookings.make_installment(session, booking, due_date=NOW.date())
    last = NOW.replace(hour=18, minute=59)
    card = booking_card.read(session, booking)
    before, after = due.of(card, last), due.of(card, last + timedelta(minutes=1))
    assert before is not None
    assert after is not None
    assert (before.overdue, after.overdue) == (False, True)


def test_waived_parts_are_not_asked_for(session: Session) -> None:
    booking = make(session, "confirmed")
    bookings.make_installment(session, booking, status="waived")
    assert look(session, booking) is None
