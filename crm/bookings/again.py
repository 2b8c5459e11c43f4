"""A quote once more: what it asks for as it stands, to be quoted again with other lines."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from crm.bookings import items, quote
from crm.bookings.line import Line
from crm.bookings.machine import Actor
from crm.bookings.quote import Wish
from crm.models import Booking, BookingItem, Organization, TourDeparture

TOLD = (
    *("provider", "provider_ref", "timezone", "starts_local", "ends_local"),
    *("from_place", "to_place", "from_iata", "to_iata"),
)
"""What may become known of a line later; its price is another matter."""
_PRICED = ("kind", "title", "unit_price", "quantity")


def wish(session: Session, booking: Booking) -> Wish:
    """The quote as it is. On a departure its days, currency and own line follow from that."""
    on = booking.tour_departure_id
    departure = session.get_one(TourDeparture, on) if on is not None else None
    return Wish(
        people=booking.num_participants,
        departure=departure,
        lines=lines(session, booking, without_departure=departure is not None),
        title=booking.title,
        start_date=None if departure else booking.start_date,
        end_date=None if departure else booking.end_date,
        currency=booking.currency,
        timezone=booking.timezone,
    )


def lines(session: Session, booking: Booking, *, without_departure: bool) -> list[Line]:
    """The lines a quote has; the departure's own is made anew."""
    rows = list(items.of(session, booking))
    return [line_of(row) for row in (rows[1:] if without_departure else rows)]


def line_of(row: BookingItem) -> Line:
    """A line that is written, as it would be asked for."""
    values = {name: getattr(row, name) for name in (*_PRICED, *TOLD)}
    return Line(**values, details=dict(row.details))


def with_lines(
    session: Session,
    booking: Booking,
    organization: Organization,
    lines: Sequence[Line],
    actor: Actor,
    now: datetime,
) -> None:
    """Quote it with these lines beside the departure's. Raises what a quote refuses."""
    asked = replace(wish(session, booking), lines=lines)
    quote.change(session, booking, organization, asked, actor, now)
