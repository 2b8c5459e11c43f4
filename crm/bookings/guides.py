"""What the guide of a departure is to be told: a row in the transaction of the change itself."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.db import nudge
from crm.models import Booking, Client, GuideNotification, TourDeparture


def notify(
    session: Session,
    booking: Booking,
    event: str,
    now: datetime,
    *,
    departure: TourDeparture | None = None,
    guide_id: int | None = None,
    seats_before: int | None = None,
) -> None:
    """Leave one notice of `created`, `changed` or `cancelled` for the departure's guide.

    What was never told as created is not told as changed or cancelled. A departure or guide
    given here stands for the booking's own, which may be another one by now.
    """
    if departure is None and booking.tour_departure_id is not None:
        departure = session.get_one(TourDeparture, booking.tour_departure_id)
    if departure is None:
        return
    guide = guide_id or _guide_of(session, departure)
    if guide is None or (event != "created" and not _knows(session, booking.id, guide)):
        return
    facts = _facts(session, booking, departure)
    session.execute(
        insert(GuideNotification)
        .values(**facts, guide_id=guide, event=event, seats_before=seats_before, received_at=now)
        .on_conflict_do_nothing()
    )
    nudge(session)


def _facts(session: Session, booking: Booking, departure: TourDeparture) -> dict[str, object]:
    """The booking as it is now; the notice keeps it so."""
    client = session.get_one(Client, booking.client_id)
    return {
        "organization_id": booking.organization_id,
        "booking_id": booking.id,
        "tour_departure_id": departure.id,
        "booking_version": booking.version,
        "client_name": client.name,
        "client_email": client.email,
        "client_phone": client.phone,
        "event_title": booking.title,
        "event_date": departure.departure_date,
        "seats": booking.num_participants,
    }


def _guide_of(session: Session, departure: TourDeparture) -> int | None:
    """As it is now: this session may have read the departure before another guide was given."""
    return session.scalar(select(TourDeparture.guide_id).where(TourDeparture.id == departure.id))


def _knows(session: Session, booking_id: int, guide_id: int) -> bool:
    """The last thing that the guide was to be told of the booking is not that it is off."""
    last = session.scalar(
        select(GuideNotification.event)
        .where(GuideNotification.booking_id == booking_id, GuideNotification.guide_id == guide_id)
        .order_by(GuideNotification.id.desc())
        .limit(1)
    )
    return last is not None and last != "cancelled"
