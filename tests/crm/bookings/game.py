"""The board of the games in test_machine_states: two operators, a clock, and what must hold."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from crm.bookings import complete, expire, find, hold, quote, request
from crm.bookings.machine import SYSTEM, Actor
from crm.errors import CrmError, NotFound
from crm.models import Booking, Organization, TourDeparture
from crm.payments import claims, record, schedule
from crm.reminders import due
from tests import invariants
from tests.crm.bookings import office
from tests.factories import NOW

AGENT = Actor("agent")


class Game(RuleBasedStateMachine):
    """Two operators at work."""

    engine: Engine

    def __init__(self) -> None:
        """One transaction that is rolled back at the end."""
        super().__init__()
        self.connection = self.engine.connect()
        self.transaction = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.now = NOW
        self.refs = 0
        self.swept_at: datetime | None = None

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.session.close()
        self.transaction.rollback()
        self.connection.close()

    @initialize()
    def open_offices(self) -> None:
        """Two organizations with the same clients and the same tour."""
        self.offices = [office.make(self.session, name) for name in ("First", "Second")]
        for who, far in enumerate(("held", "asked", "deposit", "paid")):
            self.make_far(0, who, far)
        for who, far in enumerate(("little", "deposit")):
            self.make_far(1, who, far)

    def make_far(self, of: int, who: int, far: str) -> None:
        """A booking that has come so far already: a game of few steps has no time for it."""
        organization, client = self.offices[of].of(self.session, who)
        wish = self.wish(of, who % 4, 1 + who % 2)
        made = quote.create(self.session, organization, client, wish, AGENT, self.now)
        hold.place(self.session, made, AGENT, self.now)
        if far != "held":
            request.request_payment(self.session, made, AGENT, self.now)
        amounts = {
            "little": Decimal(20000),
            "deposit": made.deposit_amount,
            "paid": made.total_amount,
        }
        if far in amounts:
            money = [self.incoming(made, amounts[far])]
            record.receive(self.session, made.id, money, SYSTEM, self.now)

    def act(self, work: Callable[[], Any]) -> bool:
        """Do it, or be refused and leave nothing; constraints due at commit are due now."""
        try:
            with self.session.begin_nested():
                work()
                self.session.flush()
                self.session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
                self.session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        except CrmError:
            return False
        finally:
            self.session.expire_all()
        self.swept_at = None
        return True

    def booking(self, number: int) -> Booking | None:
        """One of them all, locked; None while there is none."""
        ids = self.session.scalars(select(Booking.id).order_by(Booking.id)).all()
        return find.locked(self.session, ids[number % len(ids)]) if ids else None

    def on(self, number: int, work: Callable[[Booking], Any]) -> bool:
        """Do something with a booking, if there is any."""
        booking = self.booking(number)
        return booking is not None and self.act(lambda: work(booking))

    def wish(self, of: int, where: int, people: int) -> quote.Wish:
        """A trip on one of an office's departures, or one of their own."""
        places = self.offices[of].departures
        if where < len(places):
            there = self.session.get_one(TourDeparture, places[where])
            return quote.Wish(people, departure=there)
        return quote.Wish(
            people, lines=office.LINES, start_date=(self.now + timedelta(days=40)).date()
        )

    def incoming(self, booking: Booking, amount: Decimal) -> record.Incoming:
        """Money with a reference that nobody had before."""
        self.refs += 1
        return record.Incoming(
            amount, booking.currency, self.now.date(), "kaspi", "statement", f"ref-{self.refs}"
        )

    @rule(
        hours=st.sampled_from([1, 27, 24 * 4, 24 * 20]), sweeps=st.sampled_from([True, True, False])
    )
    def time_passes(self, hours: int, sweeps: bool) -> None:
        """What the clock does: claims lapse, holds expire, trips end, parts are overdue."""
        self.now += timedelta(hours=hours)
        if not sweeps:
            return
        claims.escalate(self.session, self.now)
        while due.send_due(self.session, self.now, 20):
            pass
        while self.act(lambda: None) and expire.expire_due(self.session, self.now, 3):
            pass
        complete.complete_due(self.session, self.now, 100)
        for one in self.offices:
            organization = self.session.get_one(Organization, one.organization_id)
            schedule.mark_overdue(self.session, organization, self.now)
        self.act(lambda: None)
        self.swept_at = self.now

    @precondition(lambda self: hasattr(self, "offices"))
    @invariant()
    def every_rule_holds(self) -> None:
        assert invariants.broken(self.session) == []

    @precondition(lambda self: self.swept_at == self.now)
    @invariant()
    def no_hold_outlives_its_time(self) -> None:
        assert invariants.overdue(self.session, self.now) == []

    @precondition(lambda self: hasattr(self, "offices"))
    @invariant()
    def nobody_finds_what_is_others(self) -> None:
        """N1, from the side of who asks."""
        ids = [one.organization_id for one in self.offices]
        for booking in self.session.scalars(select(Booking).limit(3)):
            stranger = ids[1 - ids.index(booking.organization_id)]
            with pytest.raises(NotFound):
                find.by_code(self.session, stranger, booking.booking_code)
