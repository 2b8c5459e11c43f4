"""Who travels: the people of a booking by name, never more of them than it has places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import NotFound, StepRefused, ValueRefused
from crm.models import Booking, BookingParticipant
from crm.models.booking import LIVE

OLDEST = 120


@dataclass(frozen=True)
class Person:
    """Somebody who travels, as told."""

    name: str
    relationship: str | None = None
    """To the client: wife, son, friend."""
    age: int | None = None
    """Years, on the trip."""


def listed(session: Session, booking: Booking) -> Sequence[BookingParticipant]:
    """Those who are known by name; the one who answers for the booking first."""
    return session.scalars(
        select(BookingParticipant)
        .where(BookingParticipant.booking_id == booking.id)
        .order_by(BookingParticipant.is_primary.desc(), BookingParticipant.id)
    ).all()


def add(
    session: Session, booking: Booking, people: Sequence[Person], now: datetime
) -> list[BookingParticipant]:
    """Name more of those who travel. Raises ValueRefused, or StepRefused on a booking that is
    over. The caller holds the booking's lock."""
    _require_live(booking)
    known = len(listed(session, booking))
    count, code = known + len(people), booking.booking_code
    if count > booking.num_participants:
        larger = (
            "(flask bookings quote-again %(code)s --people %(count)s)"
            if booking.status == "quote"
            else "(flask bookings people %(code)s %(count)s)"
        )
        raise ValueRefused(
            "%(code)s is for %(places)s, and %(named)s are named. Make it larger first.",
            hint=larger,
            code=code,
            places=booking.num_participants,
            named=known,
            count=count,
        )
    rows = [_row(booking, person, now) for person in people]
    session.add_all(rows)
    session.flush()
    return rows


def require_room(session: Session, booking: Booking, places: int) -> None:
    """Raises ValueRefused where more are named than so many places."""
    known = len(listed(session, booking))
    if known > places:
        raise ValueRefused(
            "%(named)s people of %(code)s are named, more than %(places)s. Take off first who "
            "does not come.",
            code=booking.booking_code,
            named=known,
            places=places,
        )


def remove(session: Session, booking: Booking, number: int) -> str:
    """Take a name off; gives it. The place stays. Raises NotFound, StepRefused."""
    _require_live(booking)
    every = listed(session, booking)
    if not 0 < number <= len(every):
        raise NotFound(
            "%(code)s has no person %(number)s.", code=booking.booking_code, number=number
        )
    row = every[number - 1]
    if row.is_primary:
        raise StepRefused("%(name)s answers for the booking and stays.", name=row.first_name)
    name = f"{row.first_name} {row.last_name}".strip()
    session.delete(row)
    session.flush()
    return name


def _row(booking: Booking, person: Person, now: datetime) -> BookingParticipant:
    name = " ".join(person.name.split())
    if not any(sign.isalpha() for sign in name):
        raise ValueRefused("“%(name)s” is no name.", name=person.name)
    if person.age is not None and not 0 <= person.age <= OLDEST:
        raise ValueRefused("%(name)s: an age is 0 to %(most)s years.", name=name, most=OLDEST)
    first, _, last = name.partition(" ")
    return BookingParticipant(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        first_name=first,
        last_name=last,
        relationship=person.relationship,
        age=person.age,
        is_primary=False,
        created_at=now,
    )


def _require_live(booking: Booking) -> None:
    if booking.status not in LIVE:
        raise StepRefused(
            "Booking %(code)s is over: nobody joins it now.",
            code=booking.booking_code,
            status=booking.status,
        )
