"""A booking's schedule in words: each part, what is paid of it, and by when."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from commands import booking_words
from crm import local_time
from crm.models import Booking
from crm.payments import locks
from crm.payments.shown import DESCRIPTIONS


def parts(session: Session, booking: Booking) -> Iterator[str]:
    """A line a part, by the day it is due; those cancelled are left out."""
    rows = [row for row in locks.parts(session, booking.id) if row.status != "cancelled"]
    for row in sorted(rows, key=lambda row: (row.due_date, row.seq)):
        paid = ""
        if 0 < row.paid_amount < row.amount:
            paid = f", {booking_words.amount(row.paid_amount, row.currency)} of it paid"
        yield (
            f"  {row.seq}. {DESCRIPTIONS[row.kind]}: "
            f"{booking_words.amount(row.amount, row.currency)} by "
            f"{local_time.date_text(row.due_date, 'en')}, {booking_words.status(row.status)}{paid}"
        )
    if not rows:
        yield "  Nothing is asked for yet."
