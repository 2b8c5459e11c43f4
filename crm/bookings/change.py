"""Changing what is held or confirmed: more or fewer people, another departure, another price.

The price the client saw stays frozen; each change is an adjustment line of its own. The
caller holds the booking's lock.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm import money, seats
from crm.bookings import (
    guides,
    hold,
    items,
    machine,
    notices,
    outcome,
    people as travellers,
    pricing,
)
from crm.bookings.line import Line
from crm.bookings.machine import Actor
from crm.bookings.quote import MOST_PEOPLE
from crm.errors import StepRefused, ValueRefused
from crm.models import Booking, TourDeparture
from crm.payments import ledger, schedule
from crm.reminders import plan as reminders

NOTHING = Decimal(0)


@dataclass(frozen=True)
class _Step:
    """A change by its event, the words of its line, and what it adds to the price."""

    event: str
    title: str
    amount: Decimal


def participants(
    session: Session, booking: Booking, people: int, actor: Actor, now: datetime
) -> None:
    """Make it a booking for so many people: exactly the difference in seats, all or nothing.

    Raises StepRefused, ValueRefused or SeatsGone.
    """
    machine.require(booking, "change_participants")
    if people < 1:
        raise ValueRefused("A booking is for one person at least. To end it, cancel it.")
    if people > MOST_PEOPLE:
        raise ValueRefused("A booking is for 1 to %(most)s people.", most=MOST_PEOPLE)
    before = booking.num_participants
    if people == before:
        raise ValueRefused(
            "%(code)s is for %(people)s already.", code=booking.booking_code, people=people
        )
    travellers.require_room(session, booking, people)
    departure = _departure(session, booking)
    seats.resize(session, booking, people, now)
    booking.num_participants = people
    otherwise = departure.price if departure is not None else NOTHING
    price = pricing.a_person(session, booking, otherwise)
    step = _Step("change_participants", f"{before} → {people}", (people - before) * price)
    facts = {"before": before, "after": people}
    _apply(session, booking, step, facts, actor, now)
    guides.notify(session, booking, "changed", now, seats_before=before)
    notices.changed(session, booking, "participants", facts, now)
    outcome.settle_held(session, booking, actor, now)


def departure(
    session: Session, booking: Booking, to: TourDeparture, actor: Actor, now: datetime
) -> None:
    """Move it to another departure: seats on exactly one of the two at any moment.

    Raises StepRefused, ValueRefused (another tour or currency, the same departure) or SeatsGone.
    """
    machine.require(booking, "move_departure")
    old = _left(session, booking, to)
    before = pricing.a_person(session, booking, old.price)
    seats.move(session, booking, to, now)
    hold.keep_before(booking, to, now)
    booking.start_date, booking.end_date, booking.timezone = (
        to.departure_date,
        to.end_date,
        to.timezone,
    )
    difference = (to.price - before) * booking.num_participants
    facts = {"before": old.departure_date.isoformat(), "after": to.departure_date.isoformat()}
    facts |= {"departure": str(to.id), "price": money.plain(to.price, to.currency)}
    title = f"{old.departure_date.isoformat()} → {to.departure_date.isoformat()}"
    _apply(session, booking, _Step("move_departure", title, difference), facts, actor, now)
    _tell_guides(session, booking, old, to, now)
    notices.changed(session, booking, "departure", facts, now)
    if booking.status in ("confirmed", "paid"):
        notices.trip(session, booking, now)
    outcome.settle_held(session, booking, actor, now)


def _left(session: Session, booking: Booking, to: TourDeparture) -> TourDeparture:
    """The departure that it leaves. Raises what `departure` does where it cannot go to `to`."""
    old = _departure(session, booking)
    if old is None:
        raise StepRefused(
            "%(code)s is a trip of its own, on no departure.", code=booking.booking_code
        )
    if old.id == to.id:
        raise ValueRefused("%(code)s is on that departure already.", code=booking.booking_code)
    if to.tour_id != old.tour_id:
        raise ValueRefused(
            "Departure %(number)s is of another tour. Quote that one and cancel this booking.",
            number=to.id,
        )
    if to.currency != booking.currency:
        raise ValueRefused(
            "That departure is priced in %(priced_in)s, the booking in %(currency)s.",
            priced_in=to.currency,
            currency=booking.currency,
        )
    return old


def adjust(
    session: Session, booking: Booking, amount: Decimal, title: str, actor: Actor, now: datetime
) -> None:
    """Add to the price, or take from it, with the words that the client reads.

    Raises StepRefused, ValueRefused or AmountRefused.
    """
    machine.require(booking, "adjust")
    if not title.strip():
        raise ValueRefused("Say what the adjustment is for: the client will read it.")
    if money.check(amount, booking.currency) == 0:
        raise ValueRefused("An adjustment of nothing changes nothing.")
    facts = {"amount": money.plain(amount, booking.currency), "title": title.strip()}
    _apply(session, booking, _Step("adjust", title.strip(), amount), facts, actor, now)
    notices.changed(session, booking, "price", facts, now)
    outcome.settle_held(session, booking, actor, now)


def _apply(
    session: Session,
    booking: Booking,
    step: _Step,
    facts: dict[str, Any],
    actor: Actor,
    now: datetime,
) -> None:
    """The adjustment line, the total, the books, the schedule, the status that follows."""
    if booking.total_amount + step.amount < 0:
        raise ValueRefused("That would take more away than the booking costs.")
    if step.amount:
        line = items.check(Line("adjustment", step.title, step.amount), booking.currency)
        item = items.add(session, booking, line, now)
        booking.total_amount += step.amount
        session.flush()
        if booking.status in ("confirmed", "paid"):
            ledger.adjustment(session, booking, item, now)
        if booking.status != "hold":
            schedule.replan(session, booking, now)
    to = outcome.settle_total(session, booking, now)
    machine.step(session, booking, step.event, to, actor, now, facts)
    reminders.plan(session, booking, now)


def _departure(session: Session, booking: Booking) -> TourDeparture | None:
    if booking.tour_departure_id is None:
        return None
    return session.get_one(TourDeparture, booking.tour_departure_id)


def _tell_guides(
    session: Session, booking: Booking, old: TourDeparture, to: TourDeparture, now: datetime
) -> None:
    """The same guide is told of a change; another one of an end and a beginning."""
    if booking.status not in ("confirmed", "paid"):
        return
    if old.guide_id == to.guide_id:
        guides.notify(session, booking, "changed", now)
        return
    guides.notify(session, booking, "cancelled", now, departure=old)
    guides.notify(session, booking, "created", now)
