"""Who travels: the people of a booking by name, never more of them than it has places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    requirements: str = ""
    """What the guide must know: a diet, an allergy, a wheelchair."""


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
    """Take a name off by its number in the list; gives it. Raises NotFound, StepRefused."""
    every = listed(session, booking)
    if not 0 < number <= len(every):
        raise NotFound(
            "%(code)s has no person %(number)s.", code=booking.booking_code, number=number
        )
    return take_off(session, booking, every[number - 1])


def take_off(session: Session, booking: Booking, row: BookingParticipant) -> str:
    """Take a name off; gives it. The place stays. Raises StepRefused."""
    _require_live(booking)
    if row.is_primary:
        raise StepRefused("%(name)s answers for the booking and stays.", name=row.first_name)
    name = f"{row.first_name} {row.last_name}".strip()
    session.delete(row)
    session.flush()
    return name


def find(session: Session, booking: Booking, person_id: int) -> BookingParticipant:
    """Somebody who travels on this booking. Raises NotFound."""
    found = session.get(BookingParticipant, person_id)
    if found is None or found.booking_id != booking.id:
        raise NotFound("There is no such person on %(code)s any more.", code=booking.booking_code)
    return found


def edit(booking: Booking, row: BookingParticipant, person: Person) -> None:
    """Write somebody anew. Raises ValueRefused, or StepRefused on a booking that is over."""
    _require_live(booking)
    for name, value in _values(person).items():
        setattr(row, name, value)


def lead(session: Session, booking: Booking, row: BookingParticipant) -> None:
    """Let somebody else answer for the booking. Raises StepRefused on one that is over."""
    _require_live(booking)
    for other in listed(session, booking):
        other.is_primary = False
    session.flush()  # one at most: the old one gives way before the new one comes
    row.is_primary = True
    session.flush()


def _row(booking: Booking, person: Person, now: datetime) -> BookingParticipant:
    return BookingParticipant(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        is_primary=False,
        created_at=now,
        **_values(person),
    )


def _values(person: Person) -> dict[str, Any]:
    name = " ".join(person.name.split())
    if not any(sign.isalpha() for sign in name):
        raise ValueRefused("“%(name)s” is no name.", name=person.name)
    if person.age is not None and not 0 <= person.age <= OLDEST:
        raise ValueRefused("%(name)s: an age is 0 to %(most)s years.", name=name, most=OLDEST)
    first, _, last = name.partition(" ")
    return {
        "first_name": first,
        "last_name": last,
        "relationship": person.relationship,
        "age": person.age,
        "requirements": person.requirements.strip(),
    }


def _require_live(booking: Booking) -> None:
    if booking.status not in LIVE:
        raise StepRefused(
            "Booking %(code)s is over: nobody joins it now.",
            code=booking.booking_code,
            status=booking.status,
        )
