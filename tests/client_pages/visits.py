"""A client's bookings for the tests of the pages: in the days around now, with their link."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

import now
from crm import links
from crm.models import Booking, Client, Organization, TourDeparture
from tests import booking_factories as bookings, factories
from tests.crm.documents.trips import add_person

HALF = Decimal(225_000)


@dataclass
class Visit:
    """What was made; `path` is the trip's page."""

    organization: Organization
    client: Client
    departure: TourDeparture
    booking: Booking
    token: str

    @property
    def path(self) -> str:
        """The trip's page."""
        return f"/b/{self.token}/"


def make(
    session: Session,
    status: str = "payment_pending",
    *,
    language: str = "ru",
    paid: Decimal = Decimal(0),
    **organization: Any,
) -> Visit:
    """Maria's booking of two seats in two months at 450,000, half of it due tomorrow."""
    ours = factories.make_organization(
        session,
        **{
            "office_phone": "+77272123456",
            "payment_link": "https://pay.example.com/?c={code}&s={amount}",
            "payment_details": "IBAN KZ86 125K",
            **organization,
        },
    )
    factories.make_sender(session, ours)
    tour = bookings.make_tour(session, ours, includes=["Завтраки"])
    guide = bookings.make_guide(session, ours, phone="+77015550101")
    at = now.utc()
    day = at.date() + timedelta(days=60)
    departure = bookings.make_departure(session, tour, departure_date=day, guide_id=guide.id)
    client = factories.make_client(session, ours, name="Мария Петрова", preferred_language=language)
    values: dict[str, Any] = {}
    if status in ("hold", "payment_pending"):
        values = {
            "hold_expires_at": at + timedelta(hours=20),
            "grace_until": at + timedelta(hours=22),
        }
    if status == "quote":
        values = {"quote_valid_until": at + timedelta(days=3)}
    booking = bookings.make_booking(session, client, departure, status, **values)
    add_person(session, booking, "Мария", "Петрова", is_primary=True)
    _schedule(session, booking, paid)
    token = links.token_of(session, booking, at)
    session.commit()
    return Visit(ours, client, departure, booking, token)


def _schedule(session: Session, booking: Booking, paid: Decimal) -> None:
    """Two halves, tomorrow and in a month, and what was paid of them."""
    at = now.utc()
    if booking.status in ("quote", "hold"):
        return
    for seq, kind, days in ((1, "deposit", 1), (2, "balance", 30)):
        share = min(HALF, max(Decimal(0), paid - HALF * (seq - 1)))
        done = share == HALF
        bookings.make_installment(
            session,
            booking,
            seq=seq,
            kind=kind,
            due_date=(at + timedelta(days=days)).date(),
            paid_amount=share,
            status="paid" if done else "pending",
            paid_at=at if done else None,
        )
    if paid:
        bookings.make_payment(session, booking, paid, payment_date=at.date())
