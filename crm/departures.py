"""Departures: a tour on a day, its seats, its guide, its end.

Nothing here sells a seat; crm.seats does. A departure with bookings is never deleted, and is
cancelled only once each of them is cancelled or moved.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import local_time, money, timezone
from crm.bookings import group, guides
from crm.errors import NotFound, StepRefused, Text, ValueRefused
from crm.models import Booking, Client, Organization, Tour, TourDeparture
from crm.models.booking import SEATED

AHEAD = ("open", "scheduled", "closed")
"""It has not ended in any way."""


def add(
    session: Session,
    organization: Organization,
    tour: Tour,
    day: date,
    wanted: Mapping[str, Any],
    now: datetime,
) -> TourDeparture:
    """A departure of a tour on a local day. Time, zone, capacity, price, guide and meeting
    point as wanted, else the tour's or the organization's.

    Raises ValueRefused, AmountRefused, or StepRefused where there is one at that time.
    """
    zone = timezone.named(wanted["timezone"]) if wanted.get("timezone") else organization.timezone
    at: time | None = wanted.get("time")
    starts = local_time.starts_at(day, at, zone)
    if starts <= now:
        raise ValueRefused("%(day)s has passed. Name a day to come.", day=day)
    require_free(session, tour.id, day, at)
    seats = wanted.get("capacity")
    departure = TourDeparture(
        organization_id=organization.id,
        tour_id=tour.id,
        departure_date=day,
        departure_time=at,
        end_date=day + timedelta(days=(tour.duration_days or 1) - 1),
        timezone=zone,
        starts_at=starts,
        **_price(tour, wanted),
        capacity=tour.capacity if seats is None else int(seats),
        guide_id=_guide(session, organization, wanted.get("guide")),
        meeting_point=(wanted.get("meeting_point") or "").strip(),
        created_at=now,
        updated_at=now,
    )
    if departure.capacity < 1 or departure.price < 0:
        raise ValueRefused("A departure has a price of nothing or more, and at least one seat.")
    session.add(departure)
    session.flush()
    return departure


def _price(tour: Tour, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A person's price and its currency: the tour's, unless wanted otherwise."""
    currency = money.named(wanted.get("currency") or tour.currency)
    named = wanted.get("price")
    if named is None and currency != tour.currency:
        raise ValueRefused(
            "The tour is priced in %(priced_in)s: name the price in %(currency)s.",
            priced_in=tour.currency,
            currency=currency,
        )
    price = tour.base_price if named is None else Decimal(named)
    return {"price": money.check(price, currency), "currency": currency}


def find(session: Session, organization: Organization, departure_id: int) -> TourDeparture:
    """One departure. Raises NotFound."""
    found = session.get(TourDeparture, departure_id)
    if found is None or found.organization_id != organization.id:
        raise NotFound(
            "There is no departure %(number)s.",
            hint="`flask departures list` shows them.",
            number=departure_id,
        )
    return found


def by_public_id(session: Session, organization: Organization, public_id: UUID) -> TourDeparture:
    """The departure of an address. Raises NotFound."""
    found = session.scalar(
        select(TourDeparture).where(
            TourDeparture.public_id == public_id, TourDeparture.organization_id == organization.id
        )
    )
    if found is None:
        raise NotFound("There is no such departure.")
    return found


def listed(
    session: Session, organization: Organization, since: date, until: date
) -> list[tuple[TourDeparture, Tour, Client | None]]:
    """Departures between two local days, with tour and guide, by date."""
    found = session.execute(
        select(TourDeparture, Tour, Client)
        .join(Tour, Tour.id == TourDeparture.tour_id)
        .outerjoin(Client, Client.id == TourDeparture.guide_id)
        .where(
            TourDeparture.organization_id == organization.id,
            TourDeparture.departure_date.between(since, until),
        )
        .order_by(TourDeparture.starts_at, TourDeparture.id)
    )
    return [(departure, tour, guide) for departure, tour, guide in found]


def bookings_of(session: Session, departure: TourDeparture) -> list[Booking]:
    """The bookings that have seats on it, by their number."""
    return list(
        session.scalars(
            select(Booking)
            .where(Booking.tour_departure_id == departure.id, Booking.status.in_(SEATED))
            .order_by(Booking.id)
        )
    )


def resize(session: Session, departure: TourDeparture, capacity: int, now: datetime) -> None:
    """Give it another number of seats. Raises StepRefused below what is taken, ValueRefused."""
    row = _locked(session, departure)
    if capacity < 1:
        raise ValueRefused("A departure has a price of nothing or more, and at least one seat.")
    if capacity < row.seats_taken:
        raise StepRefused(
            "%(taken)s seats are taken: it cannot have %(wanted)s. Move or cancel bookings first.",
            taken=row.seats_taken,
            wanted=capacity,
        )
    row.capacity, row.updated_at = capacity, now
    session.flush()


def close(session: Session, departure: TourDeparture, now: datetime) -> None:
    """Sell no more seats. Raises StepRefused unless it is open."""
    _turn(session, departure, ("open", "scheduled"), "closed", now)


def reopen(session: Session, departure: TourDeparture, now: datetime) -> None:
    """Sell seats again. Raises StepRefused unless it was closed."""
    _turn(session, departure, ("closed", "scheduled"), "open", now)


def end(session: Session, departure: TourDeparture, now: datetime) -> None:
    """Mark as cancelled a departure on which nobody has a seat any more. Raises StepRefused."""
    row = _locked(session, departure)  # first, so that nobody takes a seat after the look
    left = bookings_of(session, row)
    if left:
        codes = ", ".join(booking.booking_code for booking in left)
        raise StepRefused("It has bookings: %(codes)s. Cancel or move them first.", codes=codes)
    _turn(session, departure, AHEAD, "cancelled", now)


def require_free(session: Session, tour_id: int, day: date, at: time | None) -> None:
    """Raises StepRefused where the tour begins then already. The tour's row is locked, so that
    of two who ask at once the second finds what the first has made."""
    session.execute(select(Tour.id).where(Tour.id == tour_id).with_for_update(key_share=True))
    found = session.scalar(
        select(TourDeparture.id).where(
            TourDeparture.tour_id == tour_id,
            TourDeparture.departure_date == day,
            TourDeparture.departure_time.is_not_distinct_from(at),
        )
    )
    if found is not None:
        raise StepRefused("That departure exists already: number %(number)s.", number=found)


def is_ahead(departure: TourDeparture, now: datetime) -> bool:
    """It is still to come: neither over, cancelled nor under way."""
    return departure.status in AHEAD and departure.starts_at > now


def require_ahead(departure: TourDeparture, now: datetime) -> None:
    """Raises StepRefused where it is not to come any more."""
    if departure.status not in AHEAD:
        raise StepRefused(_ALREADY[departure.status], number=departure.id)
    if departure.starts_at <= now:
        raise StepRefused("This departure has begun. Settle each of its bookings by itself.")


def set_guide(
    session: Session,
    organization: Organization,
    departure: TourDeparture,
    named: int | None,
    now: datetime,
) -> None:
    """Give it another guide; the old one is told that the bookings are off, the new one of each.

    Raises NotFound, ValueRefused.
    """
    new = _guide(session, organization, named)
    # All of them: those that are not confirmed yet may be at this moment.
    booked = group.hold_still(session, departure)
    old = departure.guide_id
    if old == new:
        return
    departure.guide_id, departure.updated_at = new, now
    session.flush()
    for booking in booked:
        if booking.status not in ("confirmed", "paid"):
            continue
        booking.version += 1
        if old is not None:
            guides.notify(session, booking, "cancelled", now, guide_id=old)
        if new is not None:
            guides.notify(session, booking, "created", now)


_ALREADY = {
    "open": Text("Departure %(number)s is open already."),
    "closed": Text("Departure %(number)s is closed already."),
    "cancelled": Text("Departure %(number)s is cancelled already."),
    "departed": Text("Departure %(number)s has begun already."),
    "completed": Text("Departure %(number)s is over already."),
}


def _turn(
    session: Session, departure: TourDeparture, before: tuple[str, ...], to: str, now: datetime
) -> None:
    row = _locked(session, departure)
    if row.status not in before:
        raise StepRefused(_ALREADY[row.status], number=row.id, status=row.status)
    row.status, row.updated_at = to, now
    session.flush()


def _locked(session: Session, departure: TourDeparture) -> TourDeparture:
    session.refresh(departure, with_for_update=True)
    return departure


def _guide(session: Session, organization: Organization, guide_id: int | None) -> int | None:
    if guide_id is None:
        return None
    guide = session.get(Client, guide_id)
    if guide is None or guide.organization_id != organization.id:
        raise NotFound("There is no client %(number)s.", number=guide_id)
    if guide.kind != "internal":
        raise ValueRefused(
            "%(name)s is a client, not a colleague.",
            hint="`flask clients set %(number)s --kind internal` makes a guide of them.",
            name=guide.name,
            number=guide_id,
        )
    return guide.id
