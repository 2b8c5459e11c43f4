"""The team's notes about a booking: added, read, never sent and never changed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import TextEmpty, TextTooLong
from crm.models import Booking, BookingNote, User

LONGEST = 4000


def add(session: Session, booking: Booking, user: User, body: str, now: datetime) -> BookingNote:
    """Write a note. Raises TextEmpty, TextTooLong."""
    said = body.strip()
    if not said:
        raise TextEmpty("Write something first.")
    if len(said) > LONGEST:
        raise TextTooLong("A note has at most %(most)s characters. Write two.", most=LONGEST)
    note = BookingNote(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        user_id=user.id,
        body=said,
        created_at=now,
    )
    session.add(note)
    session.flush()
    return note


def of(session: Session, booking: Booking) -> list[tuple[BookingNote, User]]:
    """The notes with who wrote them, the latest first."""
    found = session.execute(
        select(BookingNote, User)
        .join(User, User.id == BookingNote.user_id)
        .where(BookingNote.booking_id == booking.id)
        .order_by(BookingNote.id.desc())
    )
    return [(note, user) for note, user in found]
