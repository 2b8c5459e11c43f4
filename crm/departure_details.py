"""What a departure is, changed by hand: its seats, price, meeting point and guide.

Its day and time are no detail: crm.bookings.move_all moves them, with everybody on it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm import departures, money
from crm.bookings import group, guides, notices
from crm.errors import StepRefused, ValueRefused
from crm.models import Organization, TourDeparture


@dataclass(frozen=True)
class Details:
    """As they are, or as they are wanted."""

    capacity: int
    price: Decimal
    meeting_point: str
    guide_id: int | None


def of(departure: TourDeparture) -> Details:
    """As they are now."""
    return Details(departure.capacity, departure.price, departure.meeting_point, departure.guide_id)


def edit(
    session: Session,
    organization: Organization,
    departure: TourDeparture,
    before: Details,
    wanted: Details,
    now: datetime,
) -> Mapping[str, Any]:
    """Make it as wanted; gives what has changed, by name, from and to.

    `before` is what the wish was made from. Raises StepRefused where somebody has changed it
    meanwhile, it is over, or more seats are taken; NotFound, ValueRefused, AmountRefused.
    """
    group.hold_still(session, departure)
    departures.require_ahead(departure, now)
    if of(departure) != before:
        raise StepRefused(
            "Somebody has changed it meanwhile: %(capacity)s seats, %(price)s, meeting point "
            "“%(point)s”. Open the page again to change it further.",
            capacity=departure.capacity,
            price=money.Sum(departure.price, departure.currency),
            point=departure.meeting_point,
        )
    if wanted.capacity != before.capacity:
        departures.resize(session, departure, wanted.capacity, now)
    if wanted.price != before.price:
        _reprice(departure, wanted.price, now)
    if wanted.meeting_point.strip() != before.meeting_point:
        _meet(session, departure, wanted.meeting_point.strip(), now)
    if wanted.guide_id != before.guide_id:
        departures.set_guide(session, organization, departure, wanted.guide_id, now)
    session.flush()
    now_is, was = asdict(of(departure)), asdict(before)
    return {name: [was[name], value] for name, value in now_is.items() if value != was[name]}


def _reprice(departure: TourDeparture, price: Decimal, now: datetime) -> None:
    """For who books from now on; what was booked keeps its price."""
    if price < 0:
        raise ValueRefused("A departure has a price of nothing or more, and at least one seat.")
    departure.price, departure.updated_at = money.check(price, departure.currency), now


def _meet(session: Session, departure: TourDeparture, point: str, now: datetime) -> None:
    """Another place to meet: everybody who has a voucher is told, and the guide."""
    departure.meeting_point, departure.updated_at = point, now
    for booking in group.hold_still(session, departure):
        if booking.status in ("confirmed", "paid"):
            booking.version += 1
            session.flush()
            notices.changed(session, booking, "details", {"meeting_point": point}, now)
            guides.notify(session, booking, "changed", now)
