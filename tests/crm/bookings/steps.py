"""Bookings brought as far as a test needs them, by the rules; and what they left behind."""

from datetime import datetime
from decimal import Decimal
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.bookings import hold, quote, request
from crm.bookings.machine import SYSTEM, Actor
from crm.models import (
    Booking,
    BookingEvent,
    Client,
    Communication,
    GuideNotification,
    Organization,
    SeatAllocation,
    Task,
    TourDeparture,
)
from crm.payments import record
from crm.payments.record import Incoming, Received
from tests.factories import NOW, make_user

AGENT = Actor("agent")
DEPOSIT = Decimal(225000)
"""Of a booking for two."""
TOTAL = Decimal(450000)

_refs = count(1)


def quoted(session: Session, client: Client, departure: TourDeparture, people: int = 2) -> Booking:
    """A quote for two."""
    organization = session.get_one(Organization, client.organization_id)
    wish = quote.Wish(people, departure=departure)
    return quote.create(session, organization, client, wish, AGENT, NOW)


def held(session: Session, client: Client, departure: TourDeparture, people: int = 2) -> Booking:
    """Its seats held for a day."""
    booking = quoted(session, client, departure, people)
    hold.place(session, booking, AGENT, NOW)
    return booking


def asked(session: Session, client: Client, departure: TourDeparture, people: int = 2) -> Booking:
    """Payment asked for: deposit and balance."""
    booking = held(session, client, departure, people)
    request.request_payment(session, booking, AGENT, NOW)
    return booking


def confirmed(
    session: Session, client: Client, departure: TourDeparture, people: int = 2
) -> Booking:
    """Its deposit paid."""
    booking = asked(session, client, departure, people)
    pay(session, booking, booking.deposit_amount)
    return booking


def incoming(amount: Decimal, ref: str | None = None, method: str = "kaspi") -> Incoming:
    """Money in tenge, of which a bank statement tells."""
    return Incoming(amount, "KZT", NOW.date(), method, "statement", ref or f"line-{next(_refs)}")


def pay(
    session: Session, booking: Booking, *amounts: Decimal, ref: str | None = None,
    now: datetime = NOW,
) -> Received:  # fmt: skip
    """Money comes, all of it together."""
    parts = [incoming(amount, ref) for amount in amounts]
    return record.receive(session, booking.id, parts, SYSTEM, now)


def manager(session: Session, booking: Booking) -> Actor:
    """Who may confirm without a payment."""
    organization = session.get_one(Organization, booking.organization_id)
    return Actor("agent", make_user(session, organization, role="manager").id)


def told(session: Session, booking: Booking) -> list[str | None]:
    """The messages that were queued for its client, in turn; without those for later."""
    return list(
        session.scalars(
            select(Communication.template_name)
            .where(
                Communication.booking_id == booking.id,
                Communication.template_name.not_in(
                    ("hold_expiring", "trip_soon_info", "trip_feedback")
                ),
            )
            .order_by(Communication.id)
        )
    )


def events(session: Session, booking: Booking) -> list[str]:
    """Its history."""
    return list(
        session.scalars(
            select(BookingEvent.event)
            .where(BookingEvent.booking_id == booking.id)
            .order_by(BookingEvent.id)
        )
    )


def guide_told(session: Session, booking: Booking) -> list[tuple[int, str]]:
    """Guides and what they are to be told of it, in turn."""
    found = session.execute(
        select(GuideNotification.guide_id, GuideNotification.event)
        .where(GuideNotification.booking_id == booking.id)
        .order_by(GuideNotification.id)
    )
    return [(guide, event) for guide, event in found]


def open_tasks(session: Session, booking: Booking) -> list[str]:
    """The kinds of tasks that a person has about it."""
    return list(
        session.scalars(
            select(Task.kind)
            .where(Task.subject == f"bookings:{booking.id}", Task.closed_at.is_(None))
            .order_by(Task.kind)
        )
    )


def seats_of(session: Session, departure: TourDeparture) -> int:
    """Seats taken, by its counter and by its allocations; they agree."""
    session.flush()
    session.refresh(departure)
    live = session.scalar(
        select(func.coalesce(func.sum(SeatAllocation.seats), 0)).where(
            SeatAllocation.tour_departure_id == departure.id,
            SeatAllocation.released_at.is_(None),
        )
    )
    assert departure.seats_taken == live
    return departure.seats_taken
