"""What a person does with a booking, read from a form: rehearsed to be told, then done.

Both go through the same function, so the page says what the step will do and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from crm import money
from crm.bookings import (
    again,
    cancel,
    change,
    complete,
    confirm,
    hold,
    offer,
    openings,
    quote,
    request,
)
from crm.models import Booking
from crm.reminders import plan as reminders
from inbox import fields
from inbox.access import Desk
from inbox.bookings import money as booking_money
from inbox.bookings.money import actor
from inbox.fields import Form

Verb = Callable[[Desk, Booking, Form], None]


def _offer(at: Desk, booking: Booking, _form: Form) -> None:
    """Send the quote."""
    offer.send(at.session, booking, actor(at), at.now)


def _hold(at: Desk, booking: Booking, _form: Form) -> None:
    """Hold its seats."""
    hold.place(at.session, booking, actor(at), at.now)


def _request(at: Desk, booking: Booking, _form: Form) -> None:
    """Ask for the payment."""
    request.request_payment(at.session, booking, actor(at), at.now)


def _confirm(at: Desk, booking: Booking, _form: Form) -> None:
    """Confirm without a deposit."""
    confirm.by_agent(at.session, booking, actor(at), at.now)


def _again(at: Desk, booking: Booking, form: Form) -> None:
    """Quote anew: another departure or number of people, today's price."""
    asked = again.wish(at.session, booking)
    asked = replace(asked, people=fields.count(form, "people", booking.num_participants))
    if asked.departure is not None:
        chosen = asked.departure
        if form.get("departure"):
            chosen = openings.find(at.session, at.organization, fields.key(form, "departure"))
        kept = booking.title if chosen.tour_id == asked.departure.tour_id else None
        asked = replace(asked, departure=chosen, currency=None, title=kept)
    quote.change(at.session, booking, at.organization, asked, actor(at), at.now)


def _people(at: Desk, booking: Booking, form: Form) -> None:
    """Another number of people."""
    wanted = fields.count(form, "people", booking.num_participants)
    change.participants(at.session, booking, wanted, actor(at), at.now)


def _move(at: Desk, booking: Booking, form: Form) -> None:
    """Another departure of the tour."""
    to = openings.find(at.session, at.organization, fields.key(form, "departure"))
    change.departure(at.session, booking, to, actor(at), at.now)


def _adjust(at: Desk, booking: Booking, form: Form) -> None:
    """More or less to pay, with the words that the client reads."""
    amount = money.parse(form.get("amount", ""), booking.currency)
    change.adjust(at.session, booking, amount, form.get("title", ""), actor(at), at.now)


def _complete(at: Desk, booking: Booking, _form: Form) -> None:
    """The trip is over."""
    complete.complete(at.session, booking, actor(at), at.now)
    reminders.plan(at.session, booking, at.now)


def _cancel(at: Desk, booking: Booking, form: Form) -> None:
    """Cancel it, keeping a fee."""
    fee = money.parse(form.get("fee", "").strip() or "0", booking.currency)
    by, reason = form.get("by", "client"), form.get("reason", "")
    cancel.cancel(at.session, booking, by, reason, actor(at), at.now, fee=fee)


VERBS: Mapping[str, Verb] = {
    "offer": _offer,
    "hold": _hold,
    "request": _request,
    "again": _again,
    "people": _people,
    "move": _move,
    "adjust": _adjust,
    "schedule": booking_money.schedule,
    "part": booking_money.part,
    "complete": _complete,
    "cancel": _cancel,
    "record": booking_money.record,
    "confirm": _confirm,
    "waive": booking_money.waive,
}
"""By the name that addresses have; the last two are a manager's."""

MANAGERS = ("confirm", "waive")

DONE = {
    "offer": "booking.offered",
    "hold": "booking.held",
    "request": "booking.payment_requested",
    "again": "booking.quoted_again",
    "people": "booking.people_changed",
    "move": "booking.moved",
    "adjust": "booking.price_adjusted",
    "schedule": "booking.schedule_agreed",
    "part": "booking.part_moved",
    "complete": "booking.completed",
    "cancel": "booking.cancelled",
    "record": "payment.recorded",
    "confirm": "booking.confirmed",
    "waive": "booking.part_waived",
}
"""What the audit log says was done."""
