"""A payment comes in: kept once, posted, laid on the parts, and its claim settled."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.bookings.machine import SYSTEM
from crm.errors import AmountRefused, CrmError, ValueRefused
from crm.models import Booking, Client, LedgerTransaction, Organization, Payment, PaymentInstallment
from crm.payments import claims, ledger, record, refunds, schedule, standing
from crm.payments.record import Incoming
from tests.booking_factories import make_booking
from tests.factories import NOW, make_client


def incoming(amount: str = "225000", **values: Any) -> Incoming:
    """A deposit that came today."""
    return Incoming(
        **{
            "amount": Decimal(amount),
            "currency": "KZT",
            "payment_date": NOW.date(),
            "method": "kaspi",
            **values,
        }
    )


def receive(session: Session, booking: Booking, *came: Incoming) -> record.Received:
    """Record them together."""
    return record.receive(session, booking.id, came, SYSTEM, NOW)


def holds_true(session: Session, booking: Booking) -> None:
    """What is true of a booking's money after every step."""
    money = standing.of(session, booking)
    charged = money.total if booking.status in ledger.CHARGED else Decimal(0)
    assert ledger.balance(session, booking, ledger.RECEIVABLE) == charged - money.paid
    assert ledger.balance(session, booking, "cash:kaspi") == money.paid
    rows = session.scalars(
        select(PaymentInstallment).where(PaymentInstallment.booking_id == booking.id)
    ).all()
    live = [row for row in rows if row.status != "cancelled"]
    if live and booking.status != "cancelled":
        assert sum(row.amount for row in live) == money.total
        assert sum(row.paid_amount for row in live) == min(money.paid, money.total)
    if booking.status == "paid":
        assert money.paid >= money.total


@pytest.mark.parametrize(
    "named", [{"provider": "kaspi", "provider_ref": "K1"}, {"idempotency_key": "K1"}]
)
def test_money_told_again_is_not_taken_for_another_bookings_that_has_no_name(
    session: Session, client: Client, organization: Organization, named: dict[str, str]
) -> None:
    booking = make_booking(session, client)
    other = make_booking(session, make_client(session, organization, phone="+77015550177"))
    receive(session, booking, incoming(**named))
    receive(session, other, incoming("1000"))
    assert receive(session, booking, incoming(**named)).payments == []


def test_the_same_money_told_again_is_no_second_payment(session: Session, client: Client) -> None:
    booking = make_booking(session, client, status="hold")
    told = incoming(provider="kaspi", provider_ref="K1")
    first = receive(session, booking, told)
    again = receive(session, booking, told, told)
    assert (len(first.payments), again.payments) == (1, [])
    assert session.scalar(select(func.count(Payment.id))) == 1
    posted = select(func.count()).where(LedgerTransaction.kind == "payment")
    assert session.scalar(posted) == 1


def test_the_books_the_parts_and_the_standing_agree_after_each_step(
    session: Session, client: Client
) -> None:
    booking = make_booking(session, client, status="hold")
    for amount in ("100000", "125000", "225000", "50000"):
        receive(session, booking, incoming(amount))
        holds_true(session, booking)
    assert booking.status == "paid"
    payments = record.of_booking(session, booking)
    for payment, back in zip(payments, (50000, 50000, 1, 25000), strict=True):
        refund = refunds.request(session, payment, Decimal(back), "test", None, None, NOW)
        holds_true(session, booking)
        refunds.succeed(session, refund, NOW)
        holds_true(session, booking)
    assert booking.status == "confirmed"


def test_paid_straight_from_a_hold_the_balance_is_asked_for(
    session: Session, client: Client
) -> None:
    booking = make_booking(session, client, status="hold")
    receive(session, booking, incoming())
    (balance,) = schedule.owed(session, booking)
    assert (booking.status, balance.kind, int(balance.amount)) == ("confirmed", "balance", 225000)


def test_money_that_came_together_settles_the_claim_it_covers(
    session: Session, client: Client
) -> None:
    booking = make_booking(session, client, status="hold")
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    receive(session, booking, incoming("200000"), incoming("50000"))
    assert claim.status == "matched"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"amount": "0"}, AmountRefused),
        ({"amount": "-1"}, AmountRefused),
        ({"amount": "1.001"}, AmountRefused),
        ({"currency": "USD"}, ValueRefused),
        ({"method": "barter"}, ValueRefused),
        ({"payment_date": NOW.date() + timedelta(days=2)}, ValueRefused),
    ],
)
def test_what_is_no_payment_is_refused_and_nothing_is_kept(
    session: Session, booking: Booking, values: dict[str, Any], refusal: type[CrmError]
) -> None:
    amount = values.pop("amount", "1")
    with pytest.raises(refusal):
        receive(session, booking, incoming("10"), incoming(amount, **values))
    assert session.scalar(select(func.count(Payment.id))) == 0
