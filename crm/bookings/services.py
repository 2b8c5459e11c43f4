"""What providers say of a booking's lines: a service confirmed, with its reference.

Prices are frozen with the booking; who provides what, and under which number, is known later.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm.bookings import again, items
from crm.errors import NotFound, StepRefused
from crm.models import Booking, BookingItem
from crm.models.booking import LIVE
from crm.models.booking_parts import SIGNED

NO_SERVICE = ("fee", "tax", *SIGNED)


def find(session: Session, booking: Booking, number: int) -> BookingItem:
    """A line by the number it is shown with. Raises NotFound."""
    every = items.of(session, booking)
    if not 0 < number <= len(every):
        raise NotFound(
            "%(code)s has no line %(number)s.",
            hint="`flask bookings show %(code)s` shows them.",
            code=booking.booking_code,
            number=number,
        )
    return every[number - 1]


def confirm(
    booking: Booking,
    item: BookingItem,
    provider: str | None,
    reference: str | None,
    now: datetime,
) -> None:
    """Its provider has confirmed a line; a second time its reference is another.

    Raises StepRefused for a fee, a tax, a discount, and on a booking that is over. The caller
    holds the booking's lock.
    """
    _require_service(booking, item)
    item.status = "confirmed"
    item.provider = provider or item.provider
    item.provider_ref = reference or item.provider_ref
    item.updated_at = now


def describe(
    booking: Booking, item: BookingItem, said: Mapping[str, Any], status: str, now: datetime
) -> None:
    """What is known of a service beside its price: who provides it, when, where, its details.

    Raises ItemRefused, or StepRefused for what is no service and on a booking that is over.
    """
    _require_service(booking, item)
    line = items.check(replace(again.line_of(item), **said), booking.currency)
    for name in (*again.TOLD, "details"):
        setattr(item, name, dict(line.details) if name == "details" else getattr(line, name))
    item.status = "confirmed" if status == "confirmed" else "requested"
    item.updated_at = now


def _require_service(booking: Booking, item: BookingItem) -> None:
    if item.kind in NO_SERVICE:
        raise StepRefused(
            "%(title)s is a fee, a tax or a discount: nobody confirms that.",
            title=item.title,
            kind=item.kind,
        )
    if booking.status not in LIVE or item.status == "cancelled":
        raise StepRefused(
            "Booking %(code)s is over: its lines stay.",
            code=booking.booking_code,
            status=booking.status,
        )
