"""From a question to held seats: a quote made, its people named, then held, offered or left so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from crm.bookings import hold, offer, people, quote
from crm.bookings.line import Line
from crm.bookings.machine import Actor
from crm.bookings.people import Person
from crm.bookings.quote import Wish
from crm.errors import ValueRefused
from crm.models import Booking, Client, Organization, TourDeparture

WAYS = ("hold", "offer", "quote")
"""What becomes of it: seats held, the offer sent, or only a price noted."""


@dataclass(frozen=True)
class Sale:
    """What was agreed in the conversation."""

    departure: TourDeparture
    people: int
    way: str
    names: Sequence[str] = ()
    """Those who travel beside the client, as far as they are known."""
    discount: Decimal = Decimal(0)
    discount_for: str = ""
    """What the client reads beside it."""


def make(
    session: Session,
    organization: Organization,
    client: Client,
    sale: Sale,
    actor: Actor,
    now: datetime,
) -> Booking:
    """The booking of a departure. Raises what a quote, a hold and an offer refuse."""
    if sale.way not in WAYS:
        raise ValueRefused("Say whether to hold seats, send an offer, or only note the price.")
    if sale.people < 1 + len(sale.names):
        raise ValueRefused(
            "%(named)s people are named with the client, and it is for %(people)s.",
            named=1 + len(sale.names),
            people=sale.people,
        )
    lines = [Line("discount", sale.discount_for, -sale.discount)] if sale.discount else []
    wish = Wish(sale.people, departure=sale.departure, lines=lines)
    booking = quote.create(session, organization, client, wish, actor, now)
    if sale.names:
        people.add(session, booking, [Person(name) for name in sale.names], now)
    if sale.way == "hold":
        hold.place(session, booking, actor, now)
    if sale.way == "offer":
        offer.send(session, booking, actor, now)
    return booking
