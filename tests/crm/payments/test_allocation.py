"""What was paid, laid on the parts: oldest due first, whatever came and went back."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given, strategies as st
from sqlalchemy.orm import Session

from crm import money
from crm.models import Booking, Client, PaymentInstallment, Refund
from crm.payments import allocation, schedule, standing
from tests.booking_factories import make_booking, make_installment, make_payment
from tests.crm.payments.prices import one_database, undone
from tests.factories import NOW

TODAY = NOW.date()


def two_halves(session: Session, booking: Booking) -> tuple[PaymentInstallment, PaymentInstallment]:
    """A deposit due in a week and a balance due in two."""
    first = make_installment(session, booking)
    second = make_installment(
        session, booking, seq=2, kind="balance", due_date=TODAY + timedelta(days=14)
    )
    return first, second


def refund(session: Session, booking: Booking, amount: int) -> None:
    """Money that has gone back, of a payment of its own size."""
    payment = make_payment(session, booking, Decimal(amount), status="succeeded")
    session.add(
        Refund(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            payment_id=payment.id,
            amount=payment.amount,
            currency=booking.currency,
            status="succeeded",
            reason="test",
            succeeded_at=NOW,
        )
    )
    session.flush()


def test_the_part_due_first_is_paid_first(session: Session, booking: Booking) -> None:
    first, second = two_halves(session, booking)
    first.due_date = TODAY + timedelta(days=30)
    make_payment(session, booking, Decimal(300000))
    allocation.allocate(session, booking, NOW)
    assert (second.status, second.paid_at, int(second.paid_amount)) == ("paid", NOW, 225000)
    assert (first.status, first.paid_at, int(first.paid_amount)) == ("partially_paid", None, 75000)


def test_a_paid_part_keeps_the_moment_it_was_paid(session: Session, booking: Booking) -> None:
    first, _ = two_halves(session, booking)
    make_payment(session, booking, Decimal(225000))
    allocation.allocate(session, booking, NOW)
    allocation.allocate(session, booking, NOW + timedelta(days=1))
    assert first.paid_at == NOW


def test_a_refund_takes_from_the_part_due_last(session: Session, booking: Booking) -> None:
    first, second = two_halves(session, booking)
    paid = make_payment(session, booking, Decimal(450000))
    allocation.allocate(session, booking, NOW)
    session.add(
        Refund(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            payment_id=paid.id,
            amount=Decimal(250000),
            currency="KZT",
            status="succeeded",
            reason="test",
            succeeded_at=NOW,
        )
    )
    allocation.allocate(session, booking, NOW + timedelta(days=10))
    assert (second.status, second.paid_at, int(second.paid_amount)) == ("pending", None, 0)
    assert (first.status, int(first.paid_amount)) == ("overdue", 200000)


def test_one_of_two_charges_sent_back_leaves_the_booking_paid(
    session: Session, booking: Booking
) -> None:
    first, second = two_halves(session, booking)
    make_payment(session, booking, Decimal(450000))
    refund(session, booking, 450000)
    allocation.allocate(session, booking, NOW)
    assert (first.status, second.status) == ("paid", "paid")
    assert standing.of(session, booking).status == "paid"


def test_more_than_the_total_is_credit_and_no_due_is_below_nothing(
    session: Session, booking: Booking
) -> None:
    two_halves(session, booking)
    make_payment(session, booking, Decimal(500000))
    allocation.allocate(session, booking, NOW)
    money_of = standing.of(session, booking)
    assert (money_of.credit, money_of.due) == (Decimal(50000), Decimal(0))
    assert schedule.due(session, booking, TODAY + timedelta(days=99)) == 0


def test_money_for_a_cancelled_booking_is_shown_and_nothing_is_owed(
    session: Session, booking: Booking
) -> None:
    first, second = two_halves(session, booking)
    make_payment(session, booking, Decimal(225000))
    allocation.allocate(session, booking, NOW)
    schedule.cancel_open(session, booking, NOW)
    booking.status, booking.cancelled_by, booking.cancelled_at = "cancelled", "client", NOW
    make_payment(session, booking, Decimal(100000))
    allocation.allocate(session, booking, NOW)
    assert (first.status, second.status, int(second.paid_amount)) == ("paid", "cancelled", 100000)
    assert schedule.owed(session, booking) == []


def test_a_cancelled_booking_whose_money_went_back_owes_nothing(
    session: Session, booking: Booking
) -> None:
    first, _ = two_halves(session, booking)
    refund(session, booking, 225000)
    booking.status, booking.cancelled_by, booking.cancelled_at = "cancelled", "client", NOW
    allocation.allocate(session, booking, NOW)
    assert first.status == "cancelled"


@one_database
@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(-20, 20)), min_size=1, max_size=5),
    st.lists(st.integers(1, 10**6), max_size=4),
    st.integers(0, 3),
    st.sampled_from(("KZT", "JPY", "KWD")),
)
def test_shares_sum_to_what_is_paid_and_go_by_day(
    session: Session,
    client: Client,
    parts: list[tuple[int, int]],
    came: list[int],
    returned: int,
    currency: str,
) -> None:
    with undone(session):
        total = money.from_minor(sum(units for units, _ in parts), currency)
        booking = make_booking(
            session, client, currency=currency, total_amount=total, deposit_amount=total
        )
        for seq, (units, days) in enumerate(parts, start=1):
            due_date, amount = TODAY + timedelta(days=days), money.from_minor(units, currency)
            make_installment(session, booking, seq=seq, amount=amount, due_date=due_date)
        for units in came:
            make_payment(session, booking, money.from_minor(units, currency))
        for units in came[:returned]:
            refund(session, booking, int(money.from_minor(units, currency)) or 1)
        allocation.allocate(session, booking, NOW)
        rows = schedule.owed(session, booking)
        paid = standing.of(session, booking).paid
        everything = session.query(PaymentInstallment).filter_by(booking_id=booking.id).all()
        assert sum(row.paid_amount for row in everything) == min(paid, total)
        for row in rows[1:]:
            assert row.paid_amount == 0, "a part was begun before one due earlier was full"
        due = sum((row.amount - row.paid_amount for row in rows if row.due_date <= TODAY), start=0)
        assert schedule.due(session, booking, TODAY) == due >= 0
        asked = sum((row.amount for row in everything if row.due_date <= TODAY), start=Decimal(0))
        assert schedule.due(session, booking, TODAY) == max(Decimal(0), asked - paid)
