"""An operator's departures for the tests of pages, in days that are really to come."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.models import Booking, Tour, TourDeparture
from tests import factories
from tests.booking_factories import make_booking, make_departure, make_tour
from tests.inbox.offices import Office


def day(ahead: int = 30) -> date:
    """So many days from today on."""
    return (now.utc() + timedelta(days=ahead)).date()


def departing(session: Session, office: Office, ahead: int = 30, **values: Any) -> TourDeparture:
    """A departure of the office's own tour, ten seats, so many days ahead."""
    tour = values.pop("tour", None) or _tour(session, office)
    row = make_departure(session, tour, departure_date=day(ahead), **values)
    session.commit()
    return row


def _tour(session: Session, office: Office) -> Tour:
    """The first one, made when it is wanted."""
    first = select(Tour).where(Tour.organization_id == office.organization.id).order_by(Tour.id)
    return session.scalar(first.limit(1)) or make_tour(session, office.organization)


def booked(
    session: Session, office: Office, departure: TourDeparture, status: str = "confirmed",
    **values: Any,
) -> Booking:  # fmt: skip
    """Two seats on it for somebody new."""
    client = factories.make_client(session, office.organization, name="Айгуль")
    if status in ("hold", "payment_pending"):
        values = {
            "hold_expires_at": now.utc() + timedelta(hours=5),
            "grace_until": now.utc() + timedelta(hours=7),
            **values,
        }
    row = make_booking(session, client, departure, status, **values)
    session.commit()
    return row
