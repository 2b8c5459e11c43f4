"""A booking of the office's client, brought by the rules as far as a test of a page needs it."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.bookings import hold, quote, request
from crm.bookings.machine import Actor
from crm.bookings.quote import Wish
from crm.models import Booking, Communication, TourDeparture
from crm.payments import record
from crm.payments.record import Incoming
from tests.booking_factories import make_departure, make_guide, make_tour
from tests.inbox.offices import Office

STAGES = ("quote", "hold", "payment_pending", "confirmed")


@dataclass
class Trip:
    """A booking for two at 225,000 tenge each, two months from now, and its page."""

    booking: Booking
    departure: TourDeparture
    path: str

    def version(self) -> str:
        """As a form opened now carries it."""
        return str(self.booking.version)


def departs(session: Session, office: Office, days: int = 60) -> TourDeparture:
    """Ten seats on a day to come, with a guide."""
    tour = make_tour(session, office.organization, name=f"Алтай — горные озёра {days}")
    guide = make_guide(session, office.organization)
    day = (now.utc() + timedelta(days=days)).date()
    return make_departure(session, tour, departure_date=day, guide_id=guide.id)


def make(session: Session, office: Office, stage: str = "confirmed") -> Trip:
    """The booking at this stage: quoted, held, asked to pay, or its deposit paid."""
    departure, at = departs(session, office), now.utc()
    actor = Actor("agent", office.agent.id)
    wish = Wish(2, departure=departure)
    booking = quote.create(session, office.organization, office.client, wish, actor, at)
    reached = STAGES.index(stage)
    if reached >= STAGES.index("hold"):
        hold.place(session, booking, actor, at)
    if reached >= STAGES.index("payment_pending"):
        request.request_payment(session, booking, actor, at)
    if reached >= STAGES.index("confirmed"):
        pay(session, booking, booking.deposit_amount)
    session.commit()
    return Trip(booking, departure, f"/inbox/bookings/{booking.public_id}")


def pay(session: Session, booking: Booking, amount: Decimal) -> None:
    """Money comes today."""
    at = now.utc()
    money = Incoming(amount, booking.currency, at.date(), "kaspi", payer_name="M. PETROVA")
    record.receive(session, booking.id, [money], Actor("system"), at)
    session.flush()


def told(session: Session, booking: Booking) -> list[str | None]:
    """The messages to its client, in turn."""
    return list(
        session.scalars(
            select(Communication.template_name)
            .where(
                Communication.booking_id == booking.id,
                Communication.client_id == booking.client_id,
            )
            .order_by(Communication.id)
        )
    )
