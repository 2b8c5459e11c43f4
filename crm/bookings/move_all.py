"""Moving a whole departure: to another day or time, or its bookings to another departure.

On another day it is the same departure, and its bookings go with it at their price. On another
departure of the tour each pays that one's price, the one left behind is closed, and quotes,
which have no seats, stay to be quoted anew. All or nothing, in one transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy.orm import Session

from crm import departures, local_time, money, roles
from crm.bookings import change, group, guides, hold, machine, notices, pricing, shown
from crm.bookings.group import Party
from crm.bookings.machine import Actor
from crm.bookings.shown import Consent
from crm.errors import SeatsGone, ValueRefused
from crm.models import TourDeparture
from crm.models.booking import LIVE
from crm.reminders import plan as reminders


@dataclass(frozen=True)
class Day:
    """A local day, and a time on it or none."""

    day: date
    at: time | None = None


Target = Day | TourDeparture


@dataclass(frozen=True)
class Shift:
    """What it would be for one booking."""

    party: Party
    difference: Decimal
    """Added to its price; below nothing: taken off."""
    stays: bool
    """A quote for a departure that its group leaves."""


@dataclass(frozen=True)
class Plan:
    """What moving would do, as it is at this moment."""

    departure: TourDeparture
    to: Target
    shifts: list[Shift]

    @property
    def moved(self) -> list[Shift]:
        """Those that go."""
        return [shift for shift in self.shifts if not shift.stays]

    @property
    def seats(self) -> int:
        """How many they need."""
        return sum(one.party.booking.num_participants for one in self.moved if one.party.is_seated)

    @property
    def totals(self) -> dict[str, Decimal]:
        """By currency, what all prices together change by; those that stay are left out."""
        found: dict[str, Decimal] = {}
        for shift in self.moved:
            if shift.difference:
                currency = shift.party.money.currency
                found[currency] = found.get(currency, Decimal(0)) + shift.difference
        return found

    @property
    def mark(self) -> str:
        """Of this list, from here to there."""
        left, to = self.departure, self.to
        there = (to.day, to.at) if isinstance(to, Day) else (to.id, to.price, to.starts_at)
        seen = [(s.party.booking.id, s.party.booking.version, s.difference) for s in self.shifts]
        return shown.mark([left.id, left.starts_at, there, *seen])

    @property
    def code(self) -> str | None:
        """What is typed besides, where much money changes hands."""
        amounts = {currency: abs(amount) for currency, amount in self.totals.items()}
        return shown.code(self.departure, amounts, self.mark)


def plan(session: Session, departure: TourDeparture, to: Target) -> Plan:
    """Whom it would concern, and what each would pay more or less."""
    parties = group.read(session, departure, LIVE)
    if isinstance(to, Day):
        return Plan(departure, to, [Shift(party, Decimal(0), stays=False) for party in parties])
    prices = pricing.a_person_of_all(session, [one.booking for one in parties], departure.price)
    return Plan(
        departure,
        to,
        [
            Shift(
                party,
                (to.price - prices[party.booking.id]) * party.booking.num_participants
                if party.is_seated
                else Decimal(0),
                stays=not party.is_seated,
            )
            for party in parties
        ],
    )


def carry_out(
    session: Session,
    departure: TourDeparture,
    to: Target,
    consent: Consent,
    actor: Actor,
    now: datetime,
) -> Plan:
    """Move it; gives what was done. Raises RoleRefused, StepRefused (begun or over, a departure
    there already), ListChanged, ValueRefused, SeatsGone."""
    roles.require(session, actor, "move_departure")
    others = () if isinstance(to, Day) else (to,)
    group.hold_still(session, departure, *others)
    departures.require_ahead(departure, now)
    done = plan(session, departure, to)
    shown.require(consent, done.mark, done.code)
    if isinstance(to, Day):
        _to_day(session, done, to, actor, now)
    else:
        _to_departure(session, done, to, actor, now)
    return done


def _to_day(session: Session, done: Plan, to: Day, actor: Actor, now: datetime) -> None:
    row = done.departure
    before, length = row.departure_date, row.end_date - row.departure_date
    starts = local_time.starts_at(to.day, to.at, row.timezone)
    if (before, row.departure_time) == (to.day, to.at):
        raise ValueRefused("It begins then already. Name another day or time.")
    if starts <= now:
        raise ValueRefused("%(day)s has passed. Name a day to come.", day=to.day)
    departures.require_free(session, row.tour_id, to.day, to.at)
    row.departure_date, row.departure_time = to.day, to.at
    row.end_date, row.starts_at, row.updated_at = to.day + length, starts, now
    session.flush()
    for shift in done.moved:
        _follow(session, shift.party, row, before, actor, now)


def _follow(
    session: Session,
    party: Party,
    row: TourDeparture,
    before: date,
    actor: Actor,
    now: datetime,
) -> None:
    """A booking goes where its departure has gone: seats and price stay."""
    booking = party.booking
    price = pricing.a_person(session, booking, row.price)
    facts = {
        "before": before.isoformat(),
        "after": row.departure_date.isoformat(),
        "departure": str(row.id),
        "price": money.plain(price, booking.currency),
    }
    booking.start_date, booking.end_date = row.departure_date, row.end_date
    hold.keep_before(booking, row, now)
    event = "move_departure" if party.is_seated else "change_quote"
    machine.step(session, booking, event, booking.status, actor, now, facts)
    reminders.plan(session, booking, now)
    guides.notify(session, booking, "changed", now)
    if party.is_seated:
        notices.changed(session, booking, "departure", facts, now)
    elif party.is_known:
        notices.offered(session, booking, now)
    if booking.status in ("confirmed", "paid"):
        notices.trip(session, booking, now)


def _to_departure(
    session: Session, done: Plan, to: TourDeparture, actor: Actor, now: datetime
) -> None:
    if not done.moved:
        raise ValueRefused("Nobody has a seat on it: there is nobody to move.")
    if done.seats > to.available_seats:
        raise SeatsGone(
            "%(left)s seats are left there, %(wanted)s wanted.",
            left=to.available_seats,
            wanted=done.seats,
        )
    for shift in done.moved:
        change.departure(session, shift.party.booking, to, actor, now)
    if done.departure.status != "closed":
        departures.close(session, done.departure, now)
