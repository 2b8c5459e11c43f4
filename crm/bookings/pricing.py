"""The price of a booking: its snapshot as the client saw it, and the deposit that is asked for."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crm import money
from crm.bookings.line import Line
from crm.errors import AmountRefused
from crm.models import Booking, BookingEvent, BookingItem, Organization

Priced = Line | BookingItem


def deposit(total: Decimal, organization: Organization, currency: str) -> Decimal:
    """The organization's percentage of the total, in whole units of the currency's smallest.

    The whole, where so little cannot be parted.
    """
    percent = organization.deposit_percent
    if total <= 0 or percent <= 0:
        return Decimal(0)
    if percent >= 100:
        return total
    try:
        return money.split(total, [percent, 100 - percent], currency)[0]
    except AmountRefused:
        return total


def snapshot(
    lines: Sequence[Priced], total: Decimal, deposit_amount: Decimal, people: int, currency: str
) -> dict[str, Any]:
    """What is frozen when the quote becomes a hold: amounts as text, never as JSON's floats."""
    return {
        "currency": currency,
        "total": money.plain(total, currency),
        "deposit": money.plain(deposit_amount, currency),
        "participants": people,
        "lines": [
            {
                "kind": line.kind,
                "title": line.title,
                "quantity": line.quantity,
                "unit_price": money.plain(line.unit_price, currency),
                "amount": money.plain(line.amount, currency),
            }
            for line in lines
        ],
    }


def a_person(session: Session, booking: Booking, otherwise: Decimal) -> Decimal:
    """What one person pays: as of its last move, else by the frozen price; `otherwise` where
    neither says."""
    return a_person_of_all(session, [booking], otherwise)[booking.id]


def a_person_of_all(
    session: Session, bookings: Sequence[Booking], otherwise: Decimal
) -> dict[int, Decimal]:
    """The same of several bookings by their ids, in one query."""
    last = session.execute(
        select(BookingEvent.booking_id, BookingEvent.data["price"].astext)
        .where(BookingEvent.booking_id.in_([booking.id for booking in bookings]))
        .where(BookingEvent.event == "move_departure")
        .ext(distinct_on(BookingEvent.booking_id))
        .order_by(BookingEvent.booking_id, BookingEvent.id.desc())
    )
    moved: dict[int, str | None] = {booking_id: price for booking_id, price in last}
    return {
        booking.id: Decimal(moved.get(booking.id) or _frozen(booking, otherwise))
        for booking in bookings
    }


def _frozen(booking: Booking, otherwise: Decimal) -> Decimal | str:
    for line in (booking.price_snapshot or {}).get("lines", ()):
        if line["kind"] == "tour":
            return str(line["unit_price"])
    return otherwise
