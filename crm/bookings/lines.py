"""The lines of a quote by hand: one more, one less; each time the quote is made anew.

Once seats are held the price is frozen, and crm.bookings.change adjusts it. The caller holds
the booking's lock.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from crm.bookings import again, items, machine
from crm.bookings.line import Line
from crm.bookings.machine import Actor
from crm.models import Booking, BookingItem, Organization


def add(
    session: Session,
    booking: Booking,
    organization: Organization,
    line: Line,
    actor: Actor,
    now: datetime,
) -> None:
    """One more line. Raises ItemRefused, AmountRefused, StepRefused or ValueRefused."""
    machine.require(booking, "change_quote")
    kept = again.wish(session, booking).lines
    again.with_lines(session, booking, organization, [*kept, line], actor, now)


def remove(
    session: Session,
    booking: Booking,
    organization: Organization,
    item: BookingItem,
    actor: Actor,
    now: datetime,
) -> None:
    """Take a line off. Raises StepRefused for the departure's own, ValueRefused for the last."""
    machine.require(booking, "change_quote")
    items.require_removable(session, booking, item)
    on = booking.tour_departure_id is not None
    rows = list(items.of(session, booking))[1 if on else 0 :]
    kept = [again.line_of(row) for row in rows if row.id != item.id]
    again.with_lines(session, booking, organization, kept, actor, now)
