"""What the browser tests sell: tours of their own, and bookings brought as far as a story needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm import client_details, departures, links, local_time, tours, users
from crm.bookings import hold, quote, request
from crm.bookings.machine import Actor
from crm.bookings.quote import Wish
from crm.models import Organization, TourDeparture
from crm.payments import record, standing
from crm.payments.record import Incoming
from tests.chromium.house import AGENT
from tests.product import Product

PRICE = Decimal(225000)
"""Of a seat; half of it is the deposit."""

STAGES = ("quote", "hold", "payment_pending", "paid")


@dataclass(frozen=True)
class Sold:
    """A booking for two, and where it is looked at."""

    code: str
    path: str
    """For the team."""
    pay: str
    """For the client."""


@contextmanager
def _office(product: Product) -> Iterator[tuple[Session, Organization, Actor]]:
    with Session(product.engine) as session, session.begin():
        agent = users.find(session, AGENT)
        assert agent is not None
        organization = session.get_one(Organization, agent.organization_id)
        yield session, organization, Actor("agent", agent.id)


def day(product: Product, ahead: int, of: datetime | None = None) -> date:
    """So many days from today on, where the operator is."""
    with _office(product) as (_session, organization, _actor):
        return local_time.today(of or now.utc(), organization.timezone) + timedelta(days=ahead)


def departing(
    product: Product, name: str, *ahead: int, since: datetime | None = None
) -> list[UUID]:
    """A tour of that name with ten seats on each of these days; sold `since` then, or now."""
    at = since or now.utc()
    days = [day(product, one) for one in ahead]
    lasts = {"kind": "tour", "duration_days": 3, "capacity": 10, "base_price": PRICE}
    with _office(product) as (session, organization, _actor):
        tour = tours.add(session, organization, {"name": name, **lasts}, at)
        rows = [departures.add(session, organization, tour, one, {}, at) for one in days]
        return [row.public_id for row in rows]


def sold(
    product: Product, departure: UUID, phone: str, stage: str = "quote", at: datetime | None = None
) -> Sold:
    """Somebody new with that number has two seats on it, or is quoted them."""
    at, reached = at or now.utc(), STAGES.index(stage)
    with _office(product) as (session, organization, actor):
        there = session.scalars(
            select(TourDeparture).where(TourDeparture.public_id == departure)
        ).one()
        wanted = {"name": "Мадина Оспанова", "kind": "client"}
        client = client_details.add(session, organization, phone, wanted, at)
        booking = quote.create(session, organization, client, Wish(2, there), actor, at)
        token = links.token_of(session, booking, at)
        if reached >= STAGES.index("hold"):
            hold.place(session, booking, actor, at)
        if reached >= STAGES.index("payment_pending"):
            request.request_payment(session, booking, actor, at)
        if reached >= STAGES.index("paid"):
            money = standing.of(session, booking).due
            incoming = Incoming(money, booking.currency, at.date(), "kaspi")
            record.receive(session, booking.id, [incoming], actor, at)
        path = f"/inbox/bookings/{booking.public_id}"
        return Sold(booking.booking_code, path, f"/b/{token}/pay")
