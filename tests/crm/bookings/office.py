"""An operator at work, for the tests of bookings: clients, a tour with departures, a guide."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from crm.bookings.line import Line
from crm.bookings.machine import Actor
from crm.models import Booking, Client, Organization
from tests.booking_factories import make_departure, make_guide, make_tour
from tests.factories import make_client, make_organization, make_sender, make_user

LINES = (
    Line("transfer", "Аэропорт — отель", Decimal(30000)),
    Line("experience", "Гастротур", Decimal(50000), quantity=2),
    Line("discount", "Постоянным гостям", Decimal(-10000)),
)
"""A trip without a departure, for 120,000 tenge."""
PHONES = tuple(f"+7701555000{number}" for number in range(1, 6))


@dataclass(frozen=True)
class Office:
    """Ids of what an operator has."""

    organization_id: int
    clients: tuple[int, ...]
    departures: tuple[int, ...]

    def of(self, session: Session, who: int) -> tuple[Organization, Client]:
        """The organization and one of its clients."""
        client = session.get_one(Client, self.clients[who % len(self.clients)])
        return session.get_one(Organization, self.organization_id), client


def make(session: Session, name: str) -> Office:
    """Five clients, and three departures of four seats: the first two with a guide."""
    organization = make_organization(session, name=name)
    make_sender(session, organization)
    clients = [
        make_client(session, organization, phone=phone, email=f"{phone[-2:]}@example.com")
        for phone in PHONES
    ]
    guide = make_guide(session, organization, phone="+77015550019")
    tour = make_tour(session, organization, capacity=4)
    made = [
        make_departure(session, tour, departure_date=date(2026, 9, 5), guide_id=guide.id),
        make_departure(
            session,
            tour,
            departure_date=date(2026, 9, 20),
            guide_id=guide.id,
            price=Decimal(250000),
        ),
        make_departure(session, tour, departure_date=date(2026, 8, 14), price=Decimal(199000)),
    ]
    return Office(
        organization.id,
        tuple(client.id for client in clients),
        tuple(departure.id for departure in made),
    )


def manager(session: Session, booking: Booking) -> Actor:
    """Who may confirm without a payment."""
    organization = session.get_one(Organization, booking.organization_id)
    return Actor("agent", make_user(session, organization, role="manager").id)
