"""What no program may write, whatever its rules: money and books, straight into the tables."""

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from crm.models import Booking, Client, LedgerAccount, LedgerEntry, LedgerTransaction
from crm.payments import ledger
from tests.booking_factories import make_booking, make_installment, make_payment
from tests.factories import NOW

ENTRY = (
    "INSERT INTO ledger_entries (transaction_id, account_id, type, amount, currency) "
    "VALUES (:posting, :account, :side, :amount, :currency)"
)


@pytest.fixture
def posting(session: Session, booking: Booking) -> LedgerTransaction:
    """A posting that balances."""
    ledger.confirmed(session, booking, NOW)
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    return session.query(LedgerTransaction).filter_by(booking_id=booking.id).one()


def at_commit(session: Session) -> None:
    """What the database would say to a commit."""
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def entry(session: Session, posting: LedgerTransaction, side: str, amount: str) -> None:
    """One more side of a posting."""
    account = session.query(LedgerAccount).filter_by(code="client_receivable").first()
    assert account is not None
    values = {"posting": posting.id, "account": account.id, "side": side}
    session.execute(text(ENTRY), {**values, "amount": Decimal(amount), "currency": "KZT"})


def test_one_more_side_unbalances_a_posting(session: Session, posting: LedgerTransaction) -> None:
    entry(session, posting, "debit", "1")
    with pytest.raises(DatabaseError, match="does not balance"):
        at_commit(session)


@pytest.mark.parametrize("sides", [[], ["debit"], ["debit", "debit"]])
def test_a_posting_has_two_sides_that_are_equal(
    session: Session, posting: LedgerTransaction, sides: list[str]
) -> None:
    other = LedgerTransaction(
        organization_id=posting.organization_id,
        dedupe_key="by hand",
        kind="payment",
        booking_id=posting.booking_id,
        occurred_at=NOW,
    )
    session.add(other)
    session.flush()
    for side in sides:
        entry(session, other, side, "1")
    with pytest.raises(DatabaseError, match="does not balance"):
        at_commit(session)


def test_a_posting_in_two_currencies_is_refused(
    session: Session, posting: LedgerTransaction
) -> None:
    account = session.query(LedgerAccount).filter_by(code="client_receivable").first()
    assert account is not None
    values = {"posting": posting.id, "account": account.id, "side": "debit", "amount": 1}
    with pytest.raises(DatabaseError, match="is not in USD"):
        session.execute(text(ENTRY), {**values, "currency": "USD"})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET amount = amount + 1",
        "DELETE FROM ledger_entries",
        "UPDATE ledger_transactions SET memo = 'x'",
        "DELETE FROM ledger_transactions",
    ],
)
def test_the_books_are_only_added_to(
    session: Session, posting: LedgerTransaction, statement: str
) -> None:
    assert session.query(LedgerEntry).count() >= 2
    with pytest.raises(DatabaseError):
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("currency", "amount"), [("KZT", "10.001"), ("JPY", "10.5"), ("KWD", "1.2341")]
)
def test_an_amount_has_no_more_digits_than_its_currency(
    session: Session, client: Client, currency: str, amount: str
) -> None:
    booking = make_booking(session, client, currency=currency, total_amount=Decimal(100))
    if currency == "KWD":  # the column itself holds three
        make_payment(session, booking, Decimal("1.234"))
        return
    with pytest.raises(DatabaseError, match="more digits"), session.begin_nested():
        make_payment(session, booking, Decimal(amount))
    with pytest.raises(DatabaseError, match="more digits"), session.begin_nested():
        make_installment(session, booking, amount=Decimal(amount))


def test_money_of_a_booking_is_in_its_currency(session: Session, booking: Booking) -> None:
    with pytest.raises(DatabaseError, match="not in USD"), session.begin_nested():
        make_payment(session, booking, Decimal(1), currency="USD")
    with pytest.raises(DatabaseError, match="not in USD"), session.begin_nested():
        make_installment(session, booking, currency="USD")


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_an_amount_is_more_than_nothing(session: Session, booking: Booking, amount: str) -> None:
    with pytest.raises(DatabaseError), session.begin_nested():
        make_payment(session, booking, Decimal(amount))
    with pytest.raises(DatabaseError), session.begin_nested():
        make_installment(session, booking, amount=Decimal(amount))


@pytest.mark.parametrize(
    "change", ["status = 'failed', succeeded_at = NULL", "amount = amount + 1", "currency = 'USD'"]
)
def test_a_payment_that_came_stays_as_it_came(
    session: Session, booking: Booking, change: str
) -> None:
    payment = make_payment(session, booking, Decimal(1000))
    with pytest.raises(DatabaseError):
        session.execute(
            text(f"UPDATE payments SET {change} WHERE id = :id"),
            {"id": payment.id},
        )


def test_a_providers_payment_is_there_once(session: Session, booking: Booking) -> None:
    make_payment(session, booking, Decimal(1), provider="statement", provider_ref="FT1")
    with pytest.raises(DatabaseError, match="provider_ref"):
        make_payment(session, booking, Decimal(1), provider="statement", provider_ref="FT1")


def test_a_part_carries_no_more_than_its_amount(session: Session, booking: Booking) -> None:
    with pytest.raises(DatabaseError, match="paid_amount"):
        make_installment(session, booking, paid_amount=booking.total_amount)
