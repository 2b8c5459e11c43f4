"""Bookings and their money in the words of the page; templates call them as `booked`."""

import sys
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask

from crm import local_time
from crm.bookings.allowed import Choice
from crm.models import Booking, BookingParticipant, Payment, TourDeparture
from inbox import access
from inbox.money import words as money_words
from pages import languages
from pages.languages import gettext as _, lazy as _l, ngettext

STATES = {
    "quote": _l("Quote"),
    "hold": _l("Hold"),
    "payment_pending": _l("Payment pending"),
    "confirmed": _l("Confirmed"),
    "paid": _l("Paid"),
    "completed": _l("Completed"),
    "expired": _l("Expired"),
    "cancelled": _l("Cancelled"),
}
TONES = {
    "hold": "warn",
    "payment_pending": "warn",
    "confirmed": "ok",
    "paid": "ok",
    "expired": "bad",
    "cancelled": "bad",
}
ROAD = ("quote", "hold", "payment_pending", "confirmed", "paid", "completed")
"""The statuses of a booking that goes well, in their order."""

FILTERS = {
    "live": _l("Open"),
    "quote": _l("Quotes"),
    "held": _l("Held"),
    "confirmed": _l("Confirmed"),
    "paid": _l("Paid"),
    "over": _l("Over"),
    "all": _l("All"),
}
ATTENTION = {
    "late_payment": _l("late payment"),
    "overpaid": _l("overpaid"),
    "unexpected_payment": _l("unexpected payment"),
}
PARTS = {
    "deposit": _l("Deposit"),
    "balance": _l("Balance"),
    "installment": _l("Part"),
    "full": _l("Full payment"),
}
KINDS = {
    "tour": _l("Tour"),
    "flight": _l("Flight"),
    "hotel": _l("Hotel"),
    "car": _l("Car"),
    "transfer": _l("Transfer"),
    "experience": _l("Experience"),
    "fee": _l("Fee"),
    "discount": _l("Discount"),
    "tax": _l("Tax"),
    "adjustment": _l("Adjustment"),
}
STEPS = {
    "offer": _l("Send the offer"),
    "hold": _l("Place a hold"),
    "request": _l("Request payment"),
    "confirm": _l("Confirm without a deposit"),
    "again": _l("Quote again"),
    "people": _l("Change the number of people"),
    "move": _l("Move to another departure"),
    "adjust": _l("Adjust the price"),
    "schedule": _l("Agree on other parts"),
    "complete": _l("Complete"),
    "cancel": _l("Cancel the booking"),
    "record": _l("Record payment"),
}
WAYS = {"hold": _l("Hold"), "offer": _l("Send an offer"), "quote": _l("Only a quote")}
"""What a sale ends in."""
BESIDE = {
    "quote": ("hold", "offer"),
    "hold": ("request", "record"),
    "payment_pending": ("record",),
    "confirmed": ("record",),
}
"""By status, the steps that a card beside the conversation offers."""
OBSTACLES = {
    "role": _l("a manager does this"),
    "lapsed": _l("the price is no longer good: quote again"),
    "begun": _l("the departure has begun"),
    "no_departure": _l("this trip has no departure"),
    "not_over": _l("the trip is not over yet"),
    "unpaid": _l("it is not paid in full"),
}
CLAIMED = {
    "button": _l("by the button"),
    "words": _l("in words"),
    "media": _l("with a file"),
    "page": _l("on the payment page"),
}
REFUNDS = {
    "requested": _l("to be sent"),
    "processing": _l("on its way"),
    "succeeded": _l("sent"),
    "failed": _l("failed"),
    "cancelled": _l("given up"),
}
PAPERS = {"voucher": _l("Voucher"), "receipt": _l("Receipt")}


def register(app: Flask) -> None:
    """Let the templates call this module."""
    app.jinja_env.globals.update(booked=sys.modules[__name__])


def state(status: str) -> str:
    """Where a booking stands; of «бронь», so feminine in Russian."""
    return str(STATES.get(status, status))


def tone(status: str) -> str:
    """The colour of its chip."""
    return TONES.get(status, "info" if status == "quote" else "")


def free(departure: TourDeparture) -> str:
    """7 free of 12; full."""
    if not departure.available_seats:
        return _("full")
    return _("%(free)d free of %(all)d", free=departure.available_seats, all=departure.capacity)


def near(when: date, today: date) -> str:
    """6 Aug, and the year where it is another one."""
    form = "d MMM" if when.year == today.year else "d MMM y"
    return str(format_date(when, form, locale=languages.current()))


def today() -> date:
    """The day it is where the operator is."""
    at = access.desk()
    return local_time.today(at.now, at.organization.timezone)


def beside(status: str) -> tuple[str, ...]:
    """The steps that a card offers."""
    return BESIDE.get(status, ())


def way_button(way: str, people: int) -> str:
    """The one button of a sale: what it does, and to how many seats."""
    if way == "hold":
        return ngettext("Hold %(num)d seat", "Hold %(num)d seats", people)
    return _("Send the offer") if way == "offer" else _("Save the quote")


def span(booking: Booking) -> str:
    """Sat 5 – Sat 12 Sep 2026."""
    return days(booking.start_date, booking.end_date)


def days(first: date, last: date) -> str:
    """Two local days as short as can be understood."""
    language = languages.current()
    told = format_date(last, "EEE d MMM y", locale=language)
    if first == last:
        return str(told)
    same = (first.year, first.month) == (last.year, last.month)
    form = "EEE d" if same else "EEE d MMM" if first.year == last.year else "EEE d MMM y"
    return f"{format_date(first, form, locale=language)} – {told}"


def seats(count: int) -> str:
    """2 seats."""
    return ngettext("%(num)d seat", "%(num)d seats", count)


def moment(at: datetime, zone: str) -> str:
    """4 Aug 18:00 Almaty: an instant with whose clock shows it."""
    local = at.astimezone(ZoneInfo(zone))
    language = languages.current()
    told = format_date(local.date(), "d MMM", locale=language)
    return f"{told} {local:%H:%M} {local_time.place(zone, language)}"


def name(person: BookingParticipant) -> str:
    """Somebody who travels."""
    return f"{person.first_name} {person.last_name}".strip()


def obstacle(choice: Choice, booking: Booking) -> str:
    """Why a step is not open now."""
    if choice.why_not == "status":
        return _("not while it is “%(state)s”", state=state(booking.status))
    return str(OBSTACLES.get(choice.why_not or "", ""))


def payment(row: Payment) -> str:
    """225 000 ₸ · Kaspi · M. PETROVA."""
    amount = money_words.sum_of(row.amount, row.currency)
    said = [amount, money_words.method(row.payment_method), row.payer_name or ""]
    return " · ".join(one for one in said if one)
