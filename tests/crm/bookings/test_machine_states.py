"""Whatever is done to bookings, in whatever order, every rule of tests/invariants.py holds.

Hypothesis plays agents, clients and the clock against the services, with two organizations
whose clients have the same phones and addresses.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import Engine, select

from crm import departures
from crm.bookings import cancel, change, confirm, hold, offer, quote, request
from crm.bookings.machine import CLIENT, SYSTEM
from crm.models import Booking, Organization, Payment, PaymentInstallment, Refund, TourDeparture
from crm.payments import claims, record, refunds, schedule, standing
from tests.booking_factories import make_guide, make_payment
from tests.crm.bookings import office
from tests.crm.bookings.game import AGENT, Game

MANY = st.integers(0, 30)
"""Which one: taken modulo how many there are."""


class Bookings(Game):
    """What agents, clients and banks do."""

    @rule(of=st.integers(0, 1), who=st.integers(0, 4), where=st.integers(0, 3),
          people=st.integers(1, 3))  # fmt: skip
    def quote(self, of: int, who: int, where: int, people: int) -> None:
        def work() -> None:
            organization, client = self.offices[of].of(self.session, who)
            wish = self.wish(of, where, people)
            quote.create(self.session, organization, client, wish, AGENT, self.now)

        self.act(work)

    @rule(number=MANY, where=st.integers(0, 3), people=st.integers(1, 3))
    def quote_again(self, number: int, where: int, people: int) -> None:
        def work(booking: Booking) -> None:
            organization = self.session.get_one(Organization, booking.organization_id)
            of = [one.organization_id for one in self.offices].index(organization.id)
            wish = self.wish(of, where, people)
            quote.change(self.session, booking, organization, wish, AGENT, self.now)

        self.on(number, work)

    @rule(number=MANY)
    def send_offer(self, number: int) -> None:
        self.on(number, lambda booking: offer.send(self.session, booking, AGENT, self.now))

    @rule(number=MANY)
    def hold(self, number: int) -> None:
        self.on(number, lambda booking: hold.place(self.session, booking, AGENT, self.now))

    @rule(number=MANY)
    def request_payment(self, number: int) -> None:
        self.on(
            number,
            lambda booking: request.request_payment(self.session, booking, AGENT, self.now),
        )

    @rule(number=MANY)
    def confirm(self, number: int) -> None:
        self.on(
            number,
            lambda booking: confirm.by_agent(
                self.session, booking, office.manager(self.session, booking), self.now
            ),
        )

    @rule(number=MANY, how=st.sampled_from(["deposit", "rest", "little", "over", "twice"]))
    def pay(self, number: int, how: str) -> None:
        def work(booking: Booking) -> None:
            money = standing.of(self.session, booking)
            amounts = {
                "deposit": [booking.deposit_amount],
                "rest": [money.due],
                "little": [Decimal(20000)],
                "over": [money.due + 5000],
                "twice": [booking.deposit_amount, money.due],
            }[how]
            parts = [self.incoming(booking, amount) for amount in amounts if amount > 0]
            if parts:
                record.receive(self.session, booking.id, parts, SYSTEM, self.now)

        self.on(number, work)

    @rule(number=MANY)
    def told_again(self, number: int) -> None:
        """The same payment a second time."""
        known = self.session.scalars(select(Payment).where(Payment.status == "succeeded")).all()
        if known:
            one = known[number % len(known)]
            again = record.Incoming(
                one.amount, one.currency, one.payment_date, one.payment_method, one.provider,
                one.provider_ref,
            )  # fmt: skip
            self.act(
                lambda: record.receive(self.session, one.booking_id, [again], SYSTEM, self.now)
            )

    @rule(number=MANY, fails=st.booleans())
    def money_on_its_way(self, number: int, fails: bool) -> None:
        """A payment is being processed; or one that was is not going to come."""
        waiting = self.session.scalars(select(Payment).where(Payment.status == "processing")).all()
        if fails and waiting:
            waiting[number % len(waiting)].status = "failed"
            self.session.flush()
        elif not fails:
            self.on(
                number,
                lambda booking: make_payment(
                    self.session, booking, booking.deposit_amount, status="processing"
                ),
            )

    @rule(number=MANY, share=st.sampled_from([Decimal("0.5"), Decimal(1)]),
          end=st.sampled_from(["succeed", "succeed", "fail", "cancel", "later"]))  # fmt: skip
    def refund(self, number: int, share: Decimal, end: str) -> None:
        """Money goes back, or was to; some of it only with the next one."""
        ends = {"succeed": refunds.succeed, "fail": refunds.fail, "cancel": refunds.cancel}

        def work() -> None:
            one = found[number % len(found)]
            made = refunds.request(
                self.session, one, one.amount * share, "asked", None, None, self.now
            )
            waiting = self.session.scalars(
                select(Refund).where(Refund.status == "requested").order_by(Refund.id)
            ).all()
            if end in ends:
                ends[end](self.session, [*waiting, made][number % 2], self.now)

        found = self.session.scalars(select(Payment).order_by(Payment.id)).all()
        if found:
            self.act(work)

    @rule(number=MANY, fee=st.sampled_from([0, 10000]), by=st.sampled_from(cancel.BY))
    def cancel(self, number: int, fee: int, by: str) -> None:
        self.on(
            number,
            lambda booking: cancel.cancel(
                self.session, booking, by, "changed their mind", CLIENT, self.now, Decimal(fee)
            ),
        )

    @rule(number=MANY, people=st.integers(0, 4))
    def people(self, number: int, people: int) -> None:
        self.on(
            number,
            lambda booking: change.participants(self.session, booking, people, AGENT, self.now),
        )

    @rule(number=MANY, where=st.integers(0, 2))
    def move(self, number: int, where: int) -> None:
        def work(booking: Booking) -> None:
            own = [one for one in self.offices if one.organization_id == booking.organization_id]
            to = self.session.get_one(TourDeparture, own[0].departures[where])
            change.departure(self.session, booking, to, AGENT, self.now)

        self.on(number, work)

    @rule(number=MANY, amount=st.sampled_from([-450000, -150000, -30000, 30000]))
    def adjust(self, number: int, amount: int) -> None:
        self.on(
            number,
            lambda booking: change.adjust(
                self.session, booking, Decimal(amount), "A transfer", AGENT, self.now
            ),
        )

    @rule(number=MANY, days=st.sampled_from([None, 3, 12]))
    def change_part(self, number: int, days: int | None) -> None:
        """Waive what is owed of a part, or give it another day."""
        found = self.session.scalars(select(PaymentInstallment)).all()
        if found:
            part = found[number % len(found)]
            day = (self.now + timedelta(days=days or 0)).date()
            self.act(
                lambda: (
                    schedule.waive(self.session, part, self.now)
                    if days is None
                    else schedule.reschedule(self.session, part, day, self.now)
                )
            )

    @rule(number=MANY, how=st.sampled_from(["open", "reject", "match"]))
    def claim(self, number: int, how: str) -> None:
        def work(booking: Booking) -> None:
            claim = claims.open_of(self.session, booking.id)
            if how == "open":
                claims.open_claim(self.session, booking, source="words", now=self.now)
            elif claim is not None and how == "reject":
                claims.reject(self.session, claim, None, self.now)
            elif claim is not None and (came := record.of_booking(self.session, booking)):
                claims.match(self.session, claim, came[-1], None, self.now)

        self.on(number, work)

    @rule(of=st.integers(0, 1), where=st.integers(0, 2), fresh=st.sampled_from([True, False]))
    def change_guide(self, of: int, where: int, fresh: bool) -> None:
        def work() -> None:
            organization = self.session.get_one(Organization, self.offices[of].organization_id)
            there = self.session.get_one(TourDeparture, self.offices[of].departures[where])
            guide = make_guide(self.session, organization).id if fresh else None
            departures.set_guide(self.session, organization, there, guide, self.now)

        self.act(work)


def play(engine: Engine, examples: int, steps: int) -> None:
    """So many games of so many steps."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    played = type("Bookings", (Bookings,), {"engine": engine})
    run_state_machine_as_test(played, settings=profile)


def test_every_rule_holds_after_every_step(engine: Engine) -> None:
    play(engine, 6, 25)


@pytest.mark.long
def test_every_rule_holds_after_every_step_of_long_games(engine: Engine) -> None:
    play(engine, 150, 40)
