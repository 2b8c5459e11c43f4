"""Bookings for the tests of documents: two people in the Altai with a guide, half paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.models import (
    Booking,
    BookingParticipant,
    Client,
    Organization,
    Payment,
    TourDeparture,
)
from tests import booking_factories as bookings, factories

PRICE = Decimal(450_000)


@dataclass
class Trip:
    """What was made."""

    organization: Organization
    client: Client
    guide: Client
    departure: TourDeparture
    booking: Booking
    payment: Payment


def make(
    session: Session, status: str = "confirmed", *, language: str = "ru", **organization: Any
) -> Trip:
    """Everything of it; keywords are the organization's."""
    ours = factories.make_organization(session, **{"office_phone": "+77272123456", **organization})
    factories.make_sender(session, ours)
    tour = bookings.make_tour(session, ours, includes=["Проживание, 2 ночи", "Завтраки"])
    guide = bookings.make_guide(session, ours, phone="+77015550101")
    departure = bookings.make_departure(session, tour, guide_id=guide.id)
    client = factories.make_client(session, ours, name="Мария Петрова", preferred_language=language)
    booking = bookings.make_booking(session, client, departure, status)
    add_person(session, booking, "Мария", "Петрова", is_primary=True)
    add_person(session, booking, "Кайрат", "Петров", requirements="без молока", age=9)
    payment = bookings.make_payment(session, booking, PRICE / 2)
    bookings.make_installment(
        session, booking, paid_amount=PRICE / 2, status="paid", paid_at=factories.NOW
    )
    bookings.make_installment(session, booking, seq=2, kind="balance", due_date=date(2026, 8, 6))
    return Trip(ours, client, guide, departure, booking, payment)


def add_person(
    session: Session, booking: Booking, first: str, last: str, **values: Any
) -> BookingParticipant:
    """Somebody who travels."""
    row = BookingParticipant(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        first_name=first,
        last_name=last,
        **values,
    )
    session.add(row)
    session.flush()
    return row
