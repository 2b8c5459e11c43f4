"""The books: what each step posts, once, and what the accounts hold after it."""

from decimal import Decimal

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from crm.models import Booking, LedgerAccount, LedgerTransaction, Organization, Refund
from crm.payments import ledger
from tests.booking_factories import make_booking, make_payment
from tests.crm.payments.prices import reprice
from tests.factories import NOW, make_client, make_organization
from tests.race import at_once

ACCOUNTS = (ledger.RECEIVABLE, ledger.DEFERRED, ledger.REVENUE, ledger.FEES, "cash:kaspi")


def holds(session: Session, booking: Booking) -> dict[str, int]:
    """What the accounts hold of a booking; those with nothing are left out."""
    for when in ("IMMEDIATE", "DEFERRED"):
        session.execute(text(f"SET CONSTRAINTS ALL {when}"))
    balances = {code: int(ledger.balance(session, booking, code)) for code in ACCOUNTS}
    return {code: held for code, held in balances.items() if held}


def postings(session: Session, booking: Booking) -> int:
    """How many postings there are of a booking."""
    counted = select(func.count()).where(LedgerTransaction.booking_id == booking.id)
    return session.scalar(counted) or 0


def test_a_confirmed_booking_is_owed_to_us_and_by_us(session: Session, booking: Booking) -> None:
    ledger.confirmed(session, booking, NOW)
    ledger.confirmed(session, booking, NOW)
    assert holds(session, booking) == {"client_receivable": 450000, "deferred_revenue": 450000}
    assert postings(session, booking) == 1


def test_money_before_the_confirmation_is_held_for_the_client(
    session: Session, booking: Booking
) -> None:
    payment = make_payment(session, booking, Decimal(225000))
    ledger.payment(session, payment, NOW)
    ledger.payment(session, payment, NOW)
    assert holds(session, booking) == {"client_receivable": -225000, "cash:kaspi": 225000}


def test_a_refund_goes_the_way_the_money_came(session: Session, booking: Booking) -> None:
    payment = make_payment(session, booking, Decimal(225000))
    ledger.payment(session, payment, NOW)
    refund = Refund(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        payment_id=payment.id,
        amount=Decimal(100000),
        currency="KZT",
        status="succeeded",
        reason="test",
        succeeded_at=NOW,
    )
    session.add(refund)
    session.flush()
    ledger.refund(session, refund, NOW)
    ledger.refund(session, refund, NOW)
    assert holds(session, booking) == {"client_receivable": -125000, "cash:kaspi": 125000}


def test_cancelling_takes_back_the_price_and_its_changes_and_keeps_the_fee(
    session: Session, booking: Booking
) -> None:
    ledger.payment(session, make_payment(session, booking, Decimal(225000)), NOW)
    ledger.confirmed(session, booking, NOW)
    ledger.adjustment(session, booking, reprice(session, booking, 500000), NOW)
    ledger.adjustment(session, booking, reprice(session, booking, 430000), NOW)
    assert holds(session, booking)["client_receivable"] == 430000 - 225000
    ledger.cancelled(session, booking, NOW)
    ledger.cancelled(session, booking, NOW)
    ledger.fee(session, booking, Decimal(50000), NOW)
    ledger.fee(session, booking, Decimal(50000), NOW)
    assert holds(session, booking) == {
        "client_receivable": 50000 - 225000,
        "cancellation_fee_income": 50000,
        "cash:kaspi": 225000,
    }


def test_what_was_never_confirmed_has_nothing_to_take_back(
    session: Session, organization: Organization
) -> None:
    booking = make_booking(session, make_client(session, organization), status="hold")
    ledger.adjustment(session, booking, reprice(session, booking, 500000), NOW)
    ledger.cancelled(session, booking, NOW)
    ledger.fee(session, booking, Decimal(0), NOW)
    assert postings(session, booking) == 0


def test_a_trip_that_took_place_is_earned(session: Session, booking: Booking) -> None:
    ledger.confirmed(session, booking, NOW)
    ledger.payment(session, make_payment(session, booking, Decimal(450000)), NOW)
    ledger.completed(session, booking, NOW)
    ledger.completed(session, booking, NOW)
    assert holds(session, booking) == {"tour_revenue": 450000, "cash:kaspi": 450000}


def test_a_free_trip_that_is_changed_is_posted_from_then_on(
    session: Session, organization: Organization
) -> None:
    free = make_booking(session, make_client(session, organization), total_amount=Decimal(0))
    ledger.confirmed(session, free, NOW)
    assert postings(session, free) == 0
    ledger.adjustment(session, free, reprice(session, free, 1000), NOW)
    assert holds(session, free) == {"client_receivable": 1000, "deferred_revenue": 1000}


def test_the_sides_of_all_accounts_sum_to_the_same_in_each_currency(
    session: Session, organization: Organization
) -> None:
    for currency in ("KZT", "KWD"):
        client = make_client(session, organization)
        one = make_booking(session, client, currency=currency, total_amount=Decimal(300))
        ledger.confirmed(session, one, NOW)
        ledger.payment(session, make_payment(session, one, Decimal("120.5")), NOW)
    elsewhere = make_client(session, make_organization(session))
    ledger.confirmed(session, make_booking(session, elsewhere), NOW)
    lines = ledger.trial(session, organization)
    assert [(line.currency, line.code) for line in lines][:3] == [
        ("KWD", "cash:kaspi"),
        ("KWD", "client_receivable"),
        ("KWD", "deferred_revenue"),
    ]
    for currency in ("KZT", "KWD"):
        own = [line for line in lines if line.currency == currency]
        assert sum(line.debits for line in own) == sum(line.credits for line in own) > 0


def test_the_first_postings_of_an_operator_may_come_at_once(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        client = make_client(session, make_organization(session))
        ids = [make_booking(session, client).id for _ in range(10)]

    def confirm(booking_id: int) -> None:
        with sessions.begin() as session:
            booking = session.get_one(Booking, booking_id)
            if booking_id % 2:
                ledger.payment(session, make_payment(session, booking, Decimal(1)), NOW)
            ledger.confirmed(session, booking, NOW)

    at_once([lambda one=one: confirm(one) for one in ids])  # type: ignore[misc]
    with sessions() as session:
        codes = session.scalars(select(LedgerAccount.code)).all()
    assert sorted(codes) == sorted({*ledger.KINDS, "cash:kaspi"})
