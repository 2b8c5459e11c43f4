"""The postings of one booking, read entry by entry."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Booking, LedgerAccount, LedgerEntry, LedgerTransaction


def of(
    session: Session, booking: Booking
) -> list[tuple[LedgerTransaction, LedgerAccount, LedgerEntry]]:
    """Every entry with its posting and account, in the order they were posted."""
    found = session.execute(
        select(LedgerTransaction, LedgerAccount, LedgerEntry)
        .join(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .join(LedgerAccount, LedgerAccount.id == LedgerEntry.account_id)
        .where(LedgerTransaction.booking_id == booking.id)
        .order_by(LedgerTransaction.id, LedgerEntry.id)
    )
    return [(posting, account, entry) for posting, account, entry in found]
