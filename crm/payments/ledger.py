"""The books: what each step of a booking posts, in two entries or more that balance.

Postings are only ever added; what was wrong is reversed by one more. Each has a key of its
own, so that a step taken twice is posted once. Callers hold the booking's lock.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.models import (
    Booking,
    BookingItem,
    LedgerAccount,
    LedgerEntry,
    LedgerTransaction,
    Organization,
    Payment,
    Refund,
)

RECEIVABLE = "client_receivable"
"""What clients owe us; below nothing, it is money held for them."""
DEFERRED = "deferred_revenue"
REVENUE = "tour_revenue"
FEES = "cancellation_fee_income"
CASH = "cash:"
"""Followed by the method: `cash:kaspi`."""
KINDS = {RECEIVABLE: "asset", DEFERRED: "liability", REVENUE: "income", FEES: "income"}
CHARGED = ("confirmed", "paid", "completed")
"""The client owes the price of a booking in one of these."""

_SIGNED = case((LedgerEntry.type == "debit", LedgerEntry.amount), else_=-LedgerEntry.amount)


@dataclass(frozen=True)
class Line:
    """One account in a trial balance."""

    code: str
    kind: str
    currency: str
    debits: Decimal
    credits: Decimal


@dataclass(frozen=True)
class _Posting:
    """What happened, once per `key`."""

    key: str
    kind: str
    payment_id: int | None = None
    refund_id: int | None = None
    memo: str = ""


def confirmed(session: Session, booking: Booking, now: datetime) -> None:
    """The client owes the whole price, and we owe the trip. Once until it is cancelled."""
    posting = _Posting(f"confirm:{booking.id}:{_reversals(session, booking)}", "confirm")
    _post(session, booking, posting, RECEIVABLE, DEFERRED, booking.total_amount, now)


def payment(session: Session, payment: Payment, now: datetime) -> None:
    """Money came, whatever the booking's status."""
    booking = session.get_one(Booking, payment.booking_id)
    posting = _Posting(f"payment:{payment.id}", "payment", payment_id=payment.id)
    cash = CASH + payment.payment_method
    _post(session, booking, posting, cash, RECEIVABLE, payment.amount, now)


def refund(session: Session, refund: Refund, now: datetime) -> None:
    """Money went back, the way it had come."""
    booking = session.get_one(Booking, refund.booking_id)
    paid = session.get_one(Payment, refund.payment_id)
    posting = _Posting(f"refund:{refund.id}", "refund", paid.id, refund.id, refund.reason)
    cash = CASH + paid.payment_method
    _post(session, booking, posting, RECEIVABLE, cash, refund.amount, now)


def cancelled(session: Session, booking: Booking, now: datetime) -> None:
    """Take back what was posted since it was confirmed, adjustments included; else nothing."""
    posting = _Posting(f"cancel:{booking.id}:{_reversals(session, booking)}", "cancel")
    charged = balance(session, booking, DEFERRED)
    _post(session, booking, posting, DEFERRED, RECEIVABLE, charged, now)


def fee(session: Session, booking: Booking, amount: Decimal, now: datetime) -> None:
    """What the client owes for having cancelled."""
    posting = _Posting(f"fee:{booking.id}:{booking.version}", "fee")
    _post(session, booking, posting, RECEIVABLE, FEES, amount, now)


def completed(session: Session, booking: Booking, now: datetime) -> None:
    """The trip took place: what was deferred is earned."""
    posting = _Posting(f"complete:{booking.id}", "complete")
    _post(session, booking, posting, DEFERRED, REVENUE, balance(session, booking, DEFERRED), now)


def adjustment(session: Session, booking: Booking, item: BookingItem, now: datetime) -> None:
    """A line added after the booking was confirmed; before, the confirmation posts it all."""
    if booking.status not in CHARGED:
        return
    posting = _Posting(f"adjustment:{item.id}", "adjustment", memo=item.title)
    owed = REVENUE if booking.status == "completed" else DEFERRED
    _post(session, booking, posting, RECEIVABLE, owed, item.amount, now)


def balance(session: Session, booking: Booking, code: str) -> Decimal:
    """What an account holds of a booking: debits less credits for assets, else the reverse."""
    debits: Decimal | None = session.scalar(
        select(func.sum(_SIGNED))
        .select_from(LedgerEntry)
        .join(LedgerTransaction, LedgerTransaction.id == LedgerEntry.transaction_id)
        .join(LedgerAccount, LedgerAccount.id == LedgerEntry.account_id)
        .where(LedgerTransaction.booking_id == booking.id, LedgerAccount.code == code)
    )
    held = debits or Decimal(0)
    return held if _kind(code) == "asset" else -held


def trial(session: Session, organization: Organization) -> list[Line]:
    """All its accounts with both their sides; in each currency the sides sum to the same."""
    sums = session.execute(
        select(
            LedgerAccount.code,
            LedgerAccount.kind,
            LedgerAccount.currency,
            *(
                func.coalesce(func.sum(LedgerEntry.amount).filter(LedgerEntry.type == side), 0)
                for side in ("debit", "credit")
            ),
        )
        .join(LedgerEntry, LedgerEntry.account_id == LedgerAccount.id)
        .where(LedgerAccount.organization_id == organization.id)
        .group_by(LedgerAccount.id)
        .order_by(LedgerAccount.currency, LedgerAccount.code)
    )
    return [Line(code, kind, currency, *sides) for code, kind, currency, *sides in sums]


def _post(
    session: Session,
    booking: Booking,
    posting: _Posting,
    debit: str,
    credit: str,
    amount: Decimal,
    now: datetime,
) -> None:
    """Post once per key; below nothing the sides change places, nothing posts nothing."""
    if amount < 0:
        debit, credit, amount = credit, debit, -amount
    if amount == 0:
        return
    session.flush()
    transaction_id = _once(session, booking, posting, now)
    if transaction_id is None:
        return
    accounts = _accounts(session, booking, (debit, credit))
    session.add_all(
        LedgerEntry(
            transaction_id=transaction_id,
            account_id=accounts[code],
            type=side,
            amount=amount,
            currency=booking.currency,
        )
        for side, code in (("debit", debit), ("credit", credit))
    )
    session.flush()


def _once(session: Session, booking: Booking, posting: _Posting, now: datetime) -> int | None:
    """The posting's row; None where its key has one already."""
    created: int | None = session.scalar(
        insert(LedgerTransaction)
        .values(
            organization_id=booking.organization_id,
            dedupe_key=posting.key,
            kind=posting.kind,
            booking_id=booking.id,
            payment_id=posting.payment_id,
            refund_id=posting.refund_id,
            occurred_at=now,
            memo=posting.memo,
        )
        .on_conflict_do_nothing(index_elements=["organization_id", "dedupe_key"])
        .returning(LedgerTransaction.id)
    )
    return created


def _accounts(session: Session, booking: Booking, codes: tuple[str, ...]) -> dict[str, int]:
    """The ids of an organization's accounts, made when first used.

    The fixed ones are made together and in one order, so that two bookings that are each an
    organization's first do not wait for each other in a ring.
    """
    wanted = select(LedgerAccount.code, LedgerAccount.id).where(
        LedgerAccount.organization_id == booking.organization_id,
        LedgerAccount.currency == booking.currency,
    )
    found = {code: key for code, key in session.execute(wanted)}
    if set(codes) <= set(found):
        return found
    session.execute(
        insert(LedgerAccount)
        .values(
            [
                {
                    "organization_id": booking.organization_id,
                    "code": code,
                    "kind": _kind(code),
                    "currency": booking.currency,
                }
                for code in sorted({*KINDS, *codes})
            ]
        )
        .on_conflict_do_nothing()
    )
    return {code: key for code, key in session.execute(wanted)}


def _kind(code: str) -> str:
    return "asset" if code.startswith(CASH) else KINDS[code]


def _reversals(session: Session, booking: Booking) -> int:
    """How often it was confirmed and cancelled again: part of the keys of both."""
    return (
        session.scalar(
            select(func.count())
            .select_from(LedgerTransaction)
            .where(LedgerTransaction.booking_id == booking.id, LedgerTransaction.kind == "cancel")
        )
        or 0
    )
