"""What waits for a person about money: claims, late payments, what came too late or too much."""

from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect
from sqlalchemy.orm import Session

import now
from crm import tasks, users
from crm.bookings import expire, find, hold, quote, request
from crm.bookings.machine import Actor
from crm.models import Booking, Organization, TourDeparture
from crm.payments import claims, record, schedule
from tests.booking_factories import make_departure, make_tour
from tests.chromium.house import ADMIN, House
from tests.factories import make_client
from tests.inbox import trade


class Till:
    """Where clients book and pay, by the rules, for the tasks that come of it."""

    def __init__(self, people: House) -> None:
        """With a departure of its own, ten seats."""
        self._engine = people.product.engine
        with Session(self._engine) as session, session.begin():
            admin = users.find(session, ADMIN)
            assert admin is not None
            self._organization_id, self._actor = admin.organization_id, Actor("agent", admin.id)
            organization = session.get_one(Organization, admin.organization_id)
            number = people.product.one("SELECT count(*) FROM tours")
            tour = make_tour(session, organization, name=f"Кеген {number}")
            self._departure_id = make_departure(session, tour, departure_date=trade.day(50)).id

    def books(self, name: str, *steps: str) -> None:
        """Somebody new holds two seats; then what the steps say happens, in turn."""
        with Session(self._engine) as session, session.begin():
            organization = session.get_one(Organization, self._organization_id)
            departure = session.get_one(TourDeparture, self._departure_id)
            client = make_client(session, organization, name=name, preferred_language="en")
            wish = quote.Wish(2, departure=departure)
            booking = quote.create(session, organization, client, wish, self._actor, now.utc())
            hold.place(session, booking, self._actor, now.utc())
            request.request_payment(session, booking, self._actor, now.utc())
            for step in steps:
                getattr(self, step)(session, find.locked(session, booking.id))
                session.flush()

    def pays(self, session: Session, booking: Booking, amount: Decimal | None = None) -> None:
        """The deposit comes, or another sum."""
        today, wanted = now.utc().date(), amount or booking.deposit_amount
        money = record.Incoming(wanted, booking.currency, today, "kaspi")
        record.receive(session, booking.id, [money], self._actor, now.utc())

    def pays_too_much(self, session: Session, booking: Booking) -> None:
        """50,000 more than everything costs."""
        self.pays(session, booking, booking.total_amount + 50000)

    def claims(self, session: Session, booking: Booking) -> None:
        """The client says that it is paid."""
        claims.open_claim(session, booking, source="words", now=now.utc())

    def is_late(self, session: Session, booking: Booking) -> None:
        """What is left was due three days ago, and no reminder brought it."""
        left = schedule.owed(session, booking)
        for part in left:
            part.due_date = trade.day(-3)
        session.flush()
        organization = session.get_one(Organization, self._organization_id)
        schedule.mark_overdue(session, organization, now.utc())
        code, due = booking.booking_code, left[0].due_date.isoformat()
        facts = {"booking_code": code, "installment": left[0].id, "due_date": due}
        subject = f"bookings:{booking.id}"
        matter = tasks.Matter(
            "payment_overdue", subject, booking.organization_id, "overdue", facts=facts
        )
        tasks.open_for(session, matter, now.utc())

    def lets_it_go(self, session: Session, booking: Booking) -> None:
        """The hold ran out, and nobody may book any more when the money comes; then one may."""
        booking.hold_expires_at = booking.grace_until = now.utc() - timedelta(minutes=1)
        session.flush()
        assert expire.expire(session, booking, now.utc())
        departure = session.get_one(TourDeparture, self._departure_id)
        departure.status = "closed"
        session.flush()
        self.pays(session, booking)
        departure.status = "open"


def of(page: Page, name: str) -> Locator:
    """The task of this client."""
    return page.locator("li.task", has_text=name)


def fills(page: Page, name: str, verb: str, last: str, **fields: str) -> None:
    """Open the form of a verb in the client's task, type what it asks for, and send it."""
    of(page, name).get_by_role("button", name=verb).click()
    dialog = page.locator("dialog#task-dialog")
    for field, value in fields.items():
        dialog.locator(f"[name={field}]").fill(value)
    dialog.get_by_role("button", name=last).click()
    page.wait_for_load_state()


def test_claims_are_matched_recorded_and_rejected(people: House) -> None:
    till = Till(people)
    till.books("Matched Claim", "pays", "claims")
    till.books("Recorded Claim", "claims")
    till.books("Rejected Claim", "claims")
    page = people.sits(ADMIN, "/inbox/tasks?only=money")
    fills(page, "Matched Claim", "Match the payment", "Match the payment")
    fills(page, "Recorded Claim", "Record the payment", "Record the payment")
    fills(page, "Rejected Claim", "No such payment", "Not found: ask for the receipt")
    for name in ("Matched Claim", "Recorded Claim", "Rejected Claim"):
        expect(of(page, name)).to_have_count(0)
    page.goto(f"{people.product.url}/inbox/bookings?q=Recorded")
    expect(page.locator("main")).to_contain_text("Confirmed")


def test_what_is_late_gets_time_and_what_came_too_late_its_seats(people: House) -> None:
    till = Till(people)
    till.books("Late Payer", "pays", "is_late")
    till.books("Slow Bank", "lets_it_go")
    page = people.sits(ADMIN, "/inbox/tasks?only=money")
    day = trade.day(9).isoformat()
    fills(page, "Late Payer", "Give more time", "Give more time", day=day)
    expect(of(page, "Late Payer")).to_have_count(0)
    fills(page, "Slow Bank", "Take the seats back", "Take the seats back")
    expect(of(page, "Slow Bank")).to_have_count(0)


def test_money_goes_back_in_two_steps_and_the_second_may_fail(people: House) -> None:
    Till(people).books("Over Payer", "pays_too_much")
    page = people.sits(ADMIN, "/inbox/tasks?only=money")
    task = of(page, "Over Payer")
    for ending in ("It could not be sent", "The money was sent"):
        fills(page, "Over Payer", "Send money back", "Send money back", reason="Paid twice")
        expect(task).to_contain_text("do it at the bank, then say so here")
        task.get_by_role("button", name=ending).click()
        expect(task.get_by_role("button", name=ending)).to_have_count(0)
    expect(task).to_have_count(0)
