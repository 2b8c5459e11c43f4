"""What a person does about a booking's money, read from a form; see booking_verbs."""

from datetime import date
from decimal import Decimal

from crm import local_time, money
from crm.bookings import terms
from crm.bookings.machine import Actor
from crm.errors import AmountRefused
from crm.models import Booking
from crm.payments import record as recording
from crm.payments.record import Incoming
from inbox import fields
from inbox.access import Desk
from inbox.fields import Form

MOST_PARTS = 6
"""Rows of the form of a schedule."""


def actor(at: Desk) -> Actor:
    """As a booking's history names who did it."""
    return Actor("agent", at.user.id)


def schedule(at: Desk, booking: Booking, form: Form) -> None:
    """Other parts and days for what is not paid."""
    terms.agree(at.session, booking, _parts(booking, form), actor(at), at.now)


def part(at: Desk, booking: Booking, form: Form) -> None:
    """Another day for a part."""
    row = terms.part(at.session, booking, fields.count(form, "part"))
    terms.give_time(at.session, booking, row, fields.day(form, "day"), actor(at), at.now)


def waive(at: Desk, booking: Booking, form: Form) -> None:
    """Ask no more for what is unpaid of a part."""
    row = terms.part(at.session, booking, fields.count(form, "part"))
    terms.waive(at.session, booking, row, actor(at), at.now)


def record(at: Desk, booking: Booking, form: Form) -> None:
    """Money that has come."""
    today = local_time.today(at.now, at.organization.timezone)
    incoming = Incoming(
        amount=money.parse(form.get("amount", ""), booking.currency),
        currency=booking.currency,
        payment_date=fields.day_or_none(form, "day") or today,
        method=form.get("method", ""),
        provider="agent",
        provider_ref=fields.words(form, "reference"),
        payer_name=fields.words(form, "payer"),
        recorded_by=at.user.id,
    )
    recording.receive(at.session, booking.id, [incoming], actor(at), at.now)


def _parts(booking: Booking, form: Form) -> list[tuple[Decimal, date]]:
    """The rows of the schedule that have an amount: `amount-1`, `day-1`, …"""
    found = []
    for number in range(1, MOST_PARTS + 1):
        typed = form.get(f"amount-{number}", "").strip()
        if typed:
            amount = money.parse(typed, booking.currency)
            found.append((amount, fields.day(form, f"day-{number}")))
    if not found:
        raise AmountRefused("Write at least one part: an amount and its day.")
    return found
