"""The demo's trade: tours, departures and bookings, by the product's own rules told it is then.

Between the steps the clock's own work is done as well: what was due then was done then.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands import typed
from commands.bookings import item_text
from commands.demo import data, data_trade
from commands.demo.data_trade import Bought, Sold, Step
from commands.demo.seed import Past
from crm import client_details, clients, departures, guides, local_time, tours
from crm.bookings import cancel, complete, expire, find, hold, offer, people, quote, request
from crm.bookings.machine import Actor
from crm.bookings.quote import Wish
from crm.errors import CrmError
from crm.models import Booking, Client, Organization, Tour, TourDeparture, User
from crm.payments import claims, record, schedule, standing
from crm.payments.record import Incoming
from crm.reminders import due

BATCH = 100
CATALOGUE_DAYS = 50
"""So many days ago the operator began to sell what it sells."""


def has_trade(session: Session) -> bool:
    """Whether anything is sold already."""
    return bool(session.scalar(select(func.count()).select_from(Tour)))


class Trade:
    """Tells what was sold, as if it had happened before `now`."""

    def __init__(
        self, session: Session, organization: Organization, agent: User, past: Past, now: datetime
    ) -> None:
        """`agent` sells everything; `past` carries the messages."""
        self._session = session
        self._organization = organization
        self._actor = Actor("agent", agent.id)
        self._past = past
        self._now = now
        self._today = local_time.today(now, data.TIMEZONE)
        self._booked: dict[str, Booking] = {}
        self._given_up: set[str] = set()

    def tell(self) -> None:
        """Everything that was sold, in the order of time, day by day."""
        self._ways_of_being_paid()
        began = self._now - timedelta(days=CATALOGUE_DAYS)
        for sold in data_trade.SALE:
            self._offer_for_sale(sold, began)
        told = [
            (self._at(step), bought, step) for bought in data_trade.TAKEN for step in bought.steps
        ]
        told.sort(key=lambda one: one[0])
        for at, bought, step in self._with_days(told):
            if bought is not None and step is not None:
                self._do(bought, step, at)
            self._tick(at)

    def _with_days(
        self, told: list[tuple[datetime, Bought, Step]]
    ) -> list[tuple[datetime, Bought | None, Step | None]]:
        """The steps, and a noon and an evening of each day between them."""
        moments: list[tuple[datetime, Bought | None, Step | None]] = list(told)
        at = told[0][0].replace(hour=7, minute=5)
        while at < self._now:
            moments.append((at, None, None))
            at += timedelta(hours=7)
        return [*sorted(moments, key=lambda one: one[0]), (self._now, None, None)]

    def _at(self, step: Step) -> datetime:
        if not step.days_ago:
            return self._now - timedelta(minutes=step.minutes_ago)
        day = self._today - timedelta(days=step.days_ago)
        morning = local_time.starts_at(day, data_trade.MORNING, data.TIMEZONE)
        return min(morning - timedelta(minutes=step.minutes_ago), self._now)

    def _tick(self, at: datetime) -> None:
        """What the clock would have done then."""
        session = self._session
        expire.expire_due(session, at, BATCH)
        complete.complete_due(session, at, BATCH)
        schedule.mark_overdue(session, self._organization, at)
        due.send_due(session, at, BATCH)
        guides.tell(session, at, BATCH)
        self._past.carry_all(at)

    def _ways_of_being_paid(self) -> None:
        one = self._organization
        one.payment_link = one.payment_link or data_trade.PAYMENT_LINK
        one.payment_details = one.payment_details or data_trade.PAYMENT_DETAILS
        one.office_phone = one.office_phone or data_trade.OFFICE_PHONE

    def _offer_for_sale(self, sold: Sold, at: datetime) -> None:
        tour = tours.add(self._session, self._organization, sold.tour, at)
        guide = self._client(*data_trade.GUIDE, at, kind="internal") if sold.guided else None
        for ahead in sold.days:
            wanted = {
                "time": sold.at,
                "meeting_point": sold.meet,
                "guide": guide.id if guide else None,
            }
            day = self._day(ahead)
            departures.add(self._session, self._organization, tour, day, wanted, at)

    def _day(self, ahead: int) -> date:
        return self._today + timedelta(days=ahead)

    def _client(self, phone: str, name: str, at: datetime, kind: str = "client") -> Client:
        found = clients.find(self._session, self._organization.id, phone, [])
        if found is not None:
            return found
        wanted = {"name": name, "kind": kind}
        return client_details.add(self._session, self._organization, phone, wanted, at)

    def _do(self, bought: Bought, step: Step, at: datetime) -> None:
        """One step; what an older demo's data does not allow ends this story, and no other."""
        if bought.phone in self._given_up:
            return
        try:
            with self._session.begin_nested():
                self._take(bought, step, at)
        except CrmError:
            self._given_up.add(bought.phone)

    def _take(self, bought: Bought, step: Step, at: datetime) -> None:
        if step.verb == "writes":
            self._past.write(bought.phone, bought.name, step.facts["text"], at)
            return
        if step.verb == "quote":
            self._booked[bought.phone] = self._quote(bought, at)
            return
        booking = find.locked(self._session, self._booked[bought.phone].id)
        if step.verb == "claim":
            self._past.write(bought.phone, bought.name, step.facts["text"], at)
        _STEPS[step.verb](self._session, booking, self._actor, at, step.facts)

    def _quote(self, bought: Bought, at: datetime) -> Booking:
        client = self._client(bought.phone, bought.name, at)
        booking = quote.create(
            self._session, self._organization, client, self._wish(bought), self._actor, at
        )
        named = [typed.person(one) for one in bought.travellers]
        people.add(self._session, booking, named, at)
        return booking

    def _wish(self, bought: Bought) -> Wish:
        day, last = self._day(bought.day), self._day(bought.last_day)
        if bought.tour:
            return Wish(people=bought.people, departure=self._departure(bought.tour, day))
        lines = [line.format(day=day, last=last) for line in bought.lines]
        currency = bought.currency or self._organization.default_currency
        return Wish(
            people=bought.people,
            lines=item_text.lines(lines, None, currency),
            title=bought.title,
            start_date=day,
            end_date=last,
            currency=currency,
        )

    def _departure(self, tour: str, day: date) -> TourDeparture:
        return self._session.scalars(
            select(TourDeparture)
            .join(Tour, Tour.id == TourDeparture.tour_id)
            .where(Tour.name == tour, TourDeparture.departure_date == day)
        ).one()


def _pay(
    session: Session, booking: Booking, actor: Actor, at: datetime, facts: Mapping[str, Any]
) -> None:
    money = standing.of(session, booking)
    amount = booking.deposit_amount if facts.get("part") == "deposit" else money.due
    day = local_time.today(at, data.TIMEZONE)
    incoming = Incoming(amount, booking.currency, day, "kaspi", recorded_by=actor.user_id)
    record.receive(session, booking.id, [incoming], actor, at)


def _cancel(
    session: Session, booking: Booking, actor: Actor, at: datetime, facts: Mapping[str, Any]
) -> None:
    fee = Decimal(facts["fee"])
    cancel.cancel(session, booking, "client", facts["reason"], actor, at, fee=fee)


def _claim(
    session: Session, booking: Booking, actor: Actor, at: datetime, facts: Mapping[str, Any]
) -> None:
    del actor, facts
    claims.open_claim(session, booking, source="words", now=at)


_STEPS: Mapping[str, Callable[[Session, Booking, Actor, datetime, Mapping[str, Any]], object]] = {
    "offer": lambda session, booking, actor, at, _: offer.send(session, booking, actor, at),
    "hold": lambda session, booking, actor, at, _: hold.place(session, booking, actor, at),
    "request": lambda session, booking, actor, at, _: request.request_payment(
        session, booking, actor, at
    ),
    "pay": _pay,
    "cancel": _cancel,
    "claim": _claim,
}
