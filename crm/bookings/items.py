"""The lines of a booking: what each kind must say, and what it costs."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import money
from crm.bookings import item_details
from crm.bookings.line import Line
from crm.errors import ItemRefused, NotFound, StepRefused
from crm.models import Booking, BookingItem
from crm.models.booking_parts import ITEM_KINDS, SIGNED


def check(line: Line, currency: str) -> Line:
    """The line with its details in order. Raises ItemRefused or AmountRefused."""
    if line.kind not in ITEM_KINDS:
        raise ItemRefused(
            "“%(kind)s” is no kind of line.",
            hint="There are %(known)s.",
            kind=line.kind,
            known=", ".join(ITEM_KINDS),
        )
    if not line.title.strip():
        raise ItemRefused("A line needs a title: what the client reads.")
    if line.quantity < 1:
        raise ItemRefused("%(title)s: the quantity is at least 1.", title=line.title)
    money.check(line.unit_price, currency)
    if line.kind == "discount" and line.amount >= 0:
        raise ItemRefused(
            "%(title)s: a discount takes away, so write it as -5000.", title=line.title
        )
    if line.kind not in SIGNED and line.amount < 0:
        raise ItemRefused(
            "%(title)s: only a discount or an adjustment may take away.", title=line.title
        )
    if line.starts_local and line.ends_local and line.ends_local < line.starts_local:
        raise ItemRefused("%(title)s: it ends before it begins.", title=line.title)
    return item_details.checked(line)


def add(session: Session, booking: Booking, line: Line, now: datetime) -> BookingItem:
    """Write a line that was checked. The caller brings the total up to date."""
    row = BookingItem(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        kind=line.kind,
        title=line.title.strip(),
        provider=line.provider,
        provider_ref=line.provider_ref,
        starts_local=line.starts_local,
        ends_local=line.ends_local,
        timezone=line.timezone,
        from_place=line.from_place,
        to_place=line.to_place,
        from_iata=line.from_iata,
        to_iata=line.to_iata,
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.amount,
        currency=booking.currency,
        details=dict(line.details),
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return row


def of(session: Session, booking: Booking) -> Sequence[BookingItem]:
    """The booking's lines in the order they were written."""
    return session.scalars(
        select(BookingItem).where(BookingItem.booking_id == booking.id).order_by(BookingItem.id)
    ).all()


def find(session: Session, booking: Booking, item_id: int) -> BookingItem:
    """A line of the booking that is not cancelled. Raises NotFound."""
    found = session.get(BookingItem, item_id)
    if found is None or found.booking_id != booking.id or found.status == "cancelled":
        raise NotFound("There is no such line any more.")
    return found


def require_removable(session: Session, booking: Booking, item: BookingItem) -> None:
    """Raise StepRefused for the line of the departure itself, which every other rests on."""
    if is_departure(booking, item, of(session, booking)):
        raise StepRefused(
            "That line is the departure itself. Move or cancel the booking, or change the people."
        )


def is_departure(booking: Booking, item: BookingItem, every: Sequence[BookingItem]) -> bool:
    """Whether a line is the price of the departure: the first one written."""
    return booking.tour_departure_id is not None and item.id == min(one.id for one in every)


def total(lines: Sequence[Line]) -> Decimal:
    """What the lines cost together."""
    return sum((line.amount for line in lines), Decimal(0))
