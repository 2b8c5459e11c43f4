"""Seats: claimed by one conditional UPDATE of the departure, with an allocation row beside it.

The departure's row is the lock that everyone who wants its seats shares, and the condition
stands inside the UPDATE: two who want the last seat are served one after the other. The
database compares counter, allocations and bookings once more when the transaction ends.
"""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm.errors import SeatsGone, Text
from crm.models import Booking, SeatAllocation, TourDeparture

_SHUT = {
    "scheduled": Text("This departure is not on sale yet."),
    "closed": Text("This departure is closed."),
    "cancelled": Text("This departure is cancelled."),
    "departed": Text("This departure has begun."),
    "completed": Text("This departure is over."),
}
_ONE_LEFT = Text("1 seat is left, %(wanted)s wanted.")
_LEFT = Text("%(left)s seats are left, %(wanted)s wanted.")

_CLAIM = text(
    """
    UPDATE tour_departures SET seats_taken = seats_taken + :seats, updated_at = :now
    WHERE id = :id AND status = 'open' AND starts_at > :now
      AND seats_taken + :seats <= capacity
    RETURNING id
    """
)

_RELEASE = text(
    """
    WITH released AS (
        UPDATE seat_allocations SET released_at = :now, release_reason = :reason
        WHERE booking_id = :booking_id AND released_at IS NULL
        RETURNING tour_departure_id, seats
    )
    UPDATE tour_departures d SET seats_taken = d.seats_taken - r.seats, updated_at = :now
    FROM released r WHERE d.id = r.tour_departure_id
    RETURNING r.seats
    """
)


def claim(session: Session, booking: Booking, now: datetime) -> None:
    """Claim the booking's seats on its departure; nothing for a trip without one.

    Raises SeatsGone where too few are left, or the departure is not open or has begun.
    """
    if booking.tour_departure_id is None:
        return
    _take(session, booking.tour_departure_id, booking.num_participants, now)
    _allocate(session, booking, now)


def release(session: Session, booking: Booking, reason: str, now: datetime) -> int:
    """Give back what the booking has; says how many seats. A second time gives back nothing."""
    session.flush()
    freed: int | None = session.scalar(
        _RELEASE, {"booking_id": booking.id, "reason": reason, "now": now}
    )
    return freed or 0


def resize(session: Session, booking: Booking, seats: int, now: datetime) -> None:
    """Hold `seats` in place of what the booking has: exactly the difference is claimed or
    given back. The caller then writes the number into the booking. Raises SeatsGone."""
    if booking.tour_departure_id is None or seats == booking.num_participants:
        return
    more = seats - booking.num_participants
    if more > 0:
        _take(session, booking.tour_departure_id, more, now)
    else:
        session.execute(
            text("UPDATE tour_departures SET seats_taken = seats_taken + :more WHERE id = :id"),
            {"id": booking.tour_departure_id, "more": more},
        )
    session.execute(
        text(
            "UPDATE seat_allocations SET seats = :seats "
            "WHERE booking_id = :id AND released_at IS NULL"
        ),
        {"id": booking.id, "seats": seats},
    )


def move(session: Session, booking: Booking, departure: TourDeparture, now: datetime) -> None:
    """Give the booking's seats back and claim as many on another departure, or neither.

    Both rows are locked in the order of their ids, so two that change places cannot wait for
    each other. Raises SeatsGone.
    """
    ids = sorted(
        {departure.id, *([booking.tour_departure_id] if booking.tour_departure_id else [])}
    )
    session.scalars(
        select(TourDeparture)
        .where(TourDeparture.id.in_(ids))
        .order_by(TourDeparture.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    _take(session, departure.id, booking.num_participants, now)
    release(session, booking, "moved", now)
    booking.tour_departure_id = departure.id
    _allocate(session, booking, now)


def _take(session: Session, departure_id: int, seats: int, now: datetime) -> None:
    session.flush()
    taken = session.scalar(_CLAIM, {"id": departure_id, "seats": seats, "now": now})
    if taken is None:
        raise _gone(session, departure_id, seats, now)


def _allocate(session: Session, booking: Booking, now: datetime) -> None:
    session.add(
        SeatAllocation(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            tour_departure_id=booking.tour_departure_id,
            seats=booking.num_participants,
            created_at=now,
        )
    )
    session.flush()


def _gone(session: Session, departure_id: int, wanted: int, now: datetime) -> SeatsGone:
    """Why not, in words, and the next departure of the tour that has room."""
    departure = session.get_one(TourDeparture, departure_id, populate_existing=True)
    upcoming = session.scalar(
        select(TourDeparture)
        .where(
            TourDeparture.tour_id == departure.tour_id,
            TourDeparture.id != departure_id,
            TourDeparture.status == "open",
            TourDeparture.starts_at > max(now, departure.starts_at),
            TourDeparture.available_seats >= wanted,
        )
        .order_by(TourDeparture.starts_at)
        .limit(1)
    )
    left = departure.available_seats
    message = shut(departure, now) or (_ONE_LEFT if left == 1 else _LEFT)
    if upcoming is None:
        return SeatsGone(message, left=left, wanted=wanted, next_departure_id=None)
    return SeatsGone(
        "%(why)s The next with room: %(next_day)s.",
        why=SeatsGone(message, left=left, wanted=wanted),
        left=left,
        wanted=wanted,
        next_departure_id=upcoming.id,
        next_day=upcoming.departure_date,
    )


def shut(departure: TourDeparture, now: datetime) -> Text | None:
    """Why no seat of it is sold, whatever is free; None where they are."""
    if departure.status in _SHUT:
        return _SHUT[departure.status]
    return _SHUT["departed"] if departure.starts_at <= now else None
