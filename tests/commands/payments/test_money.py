"""Money in and back by commands, claims, and the books."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

import now
from crm.models import Booking, PaymentClaim
from crm.payments import claims
from tests.commands.conftest import Run
from tests.commands.trade import quoted, said, stock


def confirmed(run: Run) -> str:
    """The code of a booking whose deposit has come."""
    stock(run)
    code = quoted(run)
    said(run, "bookings", "hold", code)
    said(run, "payments", "record", code, "225000", "--ref", "KSP-1", "--payer", "Мария П.")
    return code


REFUSED = [
    (("record", "0"), "more than nothing"),
    (("record", "100.0005"), "too many digits"),
    (("record", "1000", "--currency", "USD"), "is in KZT, not in USD"),
    (("record", "1000", "--on", "2090-01-01"), "still to come"),
    (("refund", "900000", "--reason", "x"), "KZT\u00a0225,000 can be sent back"),
    (("refund", "1000", "--reason", "x", "--payment", "77"), "There is no payment 77"),
]


def test_money_that_cannot_be_is_refused_with_a_sentence(seeded: Run, rows: Session) -> None:
    """And no payment or refund is written."""
    code = confirmed(seeded)
    for (command, *rest), sentence in REFUSED:
        assert sentence in said(seeded, "payments", command, code, *rest, code=1)
    assert rows.scalar(text("SELECT count(*) FROM payments")) == 1
    assert rows.scalar(text("SELECT count(*) FROM refunds")) == 0


def test_the_banks_number_a_second_time_is_no_second_payment(seeded: Run) -> None:
    """It is said, and nothing changes."""
    code = confirmed(seeded)
    again = said(seeded, "payments", "record", code, "225000", "--ref", "KSP-1")
    assert "was recorded before; nothing has changed" in again
    assert "paid KZT 225,000, due KZT 225,000" in again


def test_a_refund_that_failed_can_be_asked_for_again(seeded: Run) -> None:
    """The list shows all of it."""
    code = confirmed(seeded)
    said(seeded, "payments", "refund", code, "225000", "--reason", "Отмена")
    assert "failed" in said(seeded, "payments", "refund-failed", "1")
    said(seeded, "payments", "refund", code, "225000", "--reason", "Отмена")
    assert "that is final" in said(seeded, "payments", "refund-done", "1", code=1)
    assert "succeeded" in said(seeded, "payments", "refund-done", "2")
    listed = said(seeded, "payments", "list", code)
    assert "payment 1: KZT 225,000, kaspi" in listed
    assert "refund 2 of payment 1: KZT 225,000, succeeded, Отмена" in listed


def test_the_books_balance(seeded: Run) -> None:
    """Of all, and of a booking."""
    code = confirmed(seeded)
    assert "both sides                debit KZT 675,000, credit KZT 675,000" in said(
        seeded, "payments", "ledger"
    )
    assert "client_receivable holds KZT 225,000." in said(seeded, "payments", "ledger", code)


def test_a_claim_is_rejected_or_matched(seeded: Run, rows: Session) -> None:
    """Listed with what to do until then."""
    code = confirmed(seeded)
    booking = rows.scalars(select(Booking)).one()
    claims.open_claim(rows, booking, source="words", now=now.utc())
    rows.commit()
    assert f"flask payments record {code} AMOUNT" in said(seeded, "payments", "claims")
    assert f"says that {code} is paid" in said(seeded, "tasks")
    assert "claim_not_found, " in said(seeded, "payments", "reject", "1")
    assert "Nobody waits" in said(seeded, "payments", "claims")
    claims.open_claim(rows, booking, source="words", now=now.utc())
    rows.commit()
    assert "settled by payment 1" in said(seeded, "payments", "match", "2", "1")
    rows.expire_all()
    statuses = rows.scalars(select(PaymentClaim.status).order_by(PaymentClaim.id)).all()
    assert statuses == ["rejected", "matched"]


def test_a_client_shows_what_they_have_paid_by_currency(seeded: Run) -> None:
    """Less what went back."""
    code = confirmed(seeded)
    said(seeded, "payments", "refund", code, "25000", "--reason", "Скидка")
    said(seeded, "payments", "refund-done", "1")
    shown = said(seeded, "clients", "show", "1")
    assert f"booking    {code} confirmed" in shown
    assert "paid       KZT 200,000" in shown
