"""A form is about the booking as it was when it was opened; somebody may have changed it since."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import StaleForm, Text
from crm.models import Booking, BookingEvent, User


def require(session: Session, booking: Booking, version: int) -> None:
    """Raise StaleForm where the booking is not at the version that the form was opened at.

    The caller holds the booking's lock, so what is fresh now stays so until it is done.
    """
    if booking.version == version:
        return
    event, name = _last(session, booking)
    raise StaleForm(
        "%(who)s has changed %(code)s since this form was opened. Look at what it is now, then "
        "send the form again.",
        who=name or Text("Somebody"),
        code=booking.booking_code,
        version=booking.version,
        event=event.event if event else None,
        actor=event.actor if event else "system",
        by=name,
        at=event.at if event else booking.updated_at,
    )


def _last(session: Session, booking: Booking) -> tuple[BookingEvent | None, str | None]:
    """What happened to it last, and the name of who of the team did it."""
    found = session.execute(
        select(BookingEvent, User.name)
        .outerjoin(User, User.id == BookingEvent.actor_user_id)
        .where(BookingEvent.booking_id == booking.id)
        .order_by(BookingEvent.id.desc())
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else (None, None)
