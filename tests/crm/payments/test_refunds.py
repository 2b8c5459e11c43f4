"""Refunds: asked for once, never more than the payment, and taken off what is paid."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import AmountRefused, KeyReused, RefundRefused
from crm.models import Booking, BookingEvent, Client, Payment, Refund
from crm.payments import ledger, refunds, standing
from tests.booking_factories import make_booking, make_installment, make_payment
from tests.factories import NOW


@pytest.fixture
def payment(session: Session, booking: Booking) -> Payment:
    """A deposit of 225,000 tenge that came and was posted."""
    row = make_payment(session, booking, Decimal(225000))
    ledger.payment(session, row, NOW)
    return row


def ask(session: Session, payment: Payment, amount: str, key: str | None = None) -> Refund:
    """Ask for some of it."""
    return refunds.request(session, payment, Decimal(amount), "changed plans", None, key, NOW)


def test_refunds_of_a_payment_never_sum_to_more_than_it(session: Session, payment: Payment) -> None:
    ask(session, payment, "125000")
    with pytest.raises(RefundRefused, match="KZT\u00a0100,000 can be sent back"):
        ask(session, payment, "100000.01")
    ask(session, payment, "100000")
    with pytest.raises(RefundRefused):
        ask(session, payment, "0.01")


def test_a_refund_that_failed_or_was_cancelled_leaves_its_money_to_be_asked_for(
    session: Session, payment: Payment
) -> None:
    refunds.fail(session, ask(session, payment, "225000"), NOW)
    refunds.cancel(session, ask(session, payment, "225000"), NOW)
    assert refunds.left_of(session, payment) == 225000


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_nothing_cannot_be_refunded(session: Session, payment: Payment, amount: str) -> None:
    with pytest.raises(RefundRefused):
        ask(session, payment, amount)


def test_a_refund_has_the_digits_of_its_currency(session: Session, payment: Payment) -> None:
    with pytest.raises(AmountRefused):
        ask(session, payment, "1.001")


def test_money_that_never_came_is_not_sent_back(session: Session, booking: Booking) -> None:
    failed = make_payment(session, booking, Decimal(1000), status="failed")
    with pytest.raises(RefundRefused, match="that came"):
        ask(session, failed, "1")


def test_the_same_key_is_the_same_refund(session: Session, payment: Payment) -> None:
    first = ask(session, payment, "225000", key="a")
    assert ask(session, payment, "225000", key="a").id == first.id
    with pytest.raises(KeyReused):
        ask(session, payment, "225", key="a")


def test_a_refund_that_was_sent_is_posted_once_and_taken_off_what_is_paid(
    session: Session, booking: Booking, payment: Payment
) -> None:
    part = make_installment(session, booking, status="paid", paid_at=NOW, paid_amount=225000)
    refund = ask(session, payment, "100000")
    assert standing.of(session, booking).refunding == 100000
    refunds.succeed(session, refund, NOW)
    refunds.succeed(session, refund, NOW)
    assert (part.status, int(part.paid_amount)) == ("partially_paid", 125000)
    assert ledger.balance(session, booking, "cash:kaspi") == 125000
    events = session.scalars(
        select(BookingEvent.event).where(BookingEvent.booking_id == booking.id)
    ).all()
    assert events == ["refund_succeeded"]


def test_a_refund_that_was_sent_stays_so(session: Session, payment: Payment) -> None:
    sent = ask(session, payment, "1000")
    refunds.succeed(session, sent, NOW)
    with pytest.raises(RefundRefused, match="is final"):
        refunds.fail(session, sent, NOW)
    failed = ask(session, payment, "1000")
    refunds.fail(session, failed, NOW)
    with pytest.raises(RefundRefused, match="is final"):
        refunds.succeed(session, failed, NOW)


def test_a_paid_booking_that_gets_money_back_is_confirmed(session: Session, client: Client) -> None:
    booking = make_booking(session, client, status="paid")
    payment = make_payment(session, booking, Decimal(450000))
    refunds.succeed(session, ask(session, payment, "1"), NOW)
    assert booking.status == "confirmed"


def test_one_of_two_charges_sent_back_leaves_it_paid(session: Session, client: Client) -> None:
    booking = make_booking(session, client, status="paid")
    make_payment(session, booking, Decimal(450000))
    double = make_payment(session, booking, Decimal(450000))
    refunds.succeed(session, ask(session, double, "450000"), NOW)
    assert booking.status == "paid"
