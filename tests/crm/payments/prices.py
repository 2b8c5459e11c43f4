"""Changed prices, and what one example of a property writes and takes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from crm.models import Booking, BookingItem

one_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
"""For properties on one database: each example undoes what it wrote."""


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """What one example writes is gone for the next."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        session.expire_all()


def reprice(session: Session, booking: Booking, total: int | Decimal) -> BookingItem:
    """The price changes, with the line that says so; nothing else follows it."""
    change = Decimal(total) - booking.total_amount
    line = BookingItem(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        kind="adjustment",
        title="Change",
        quantity=1,
        unit_price=change,
        amount=change,
        currency=booking.currency,
    )
    booking.total_amount = Decimal(total)
    session.add(line)
    session.flush()
    return line
