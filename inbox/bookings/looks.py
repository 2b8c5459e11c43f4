"""How the rows of a booking look on its page: tones and words made of their state."""

import sys
from datetime import date, datetime

from babel.dates import format_date
from flask import Flask

import runtime
from crm import public_urls
from crm.booking_card import Card
from crm.bookings.dossier import Reminder
from crm.flows.reminders import LAST_CALL
from crm.models import (
    Booking,
    BookingItem,
    ClientLink,
    Communication,
    GuideNotification,
    Payment,
    PaymentClaim,
    PaymentInstallment,
    PaymentReminder,
)
from crm.payments.statement import names
from inbox import failures, times
from pages import languages
from pages.languages import gettext as _, ngettext

Look = tuple[str, str]
"""A tone and words."""

SOON = 3
"""Days before its due date from which a part is amber."""


def register(app: Flask) -> None:
    """Let the templates call this module as `look`."""
    app.jinja_env.globals.update(look=sys.modules[__name__])


def part(row: PaymentInstallment, today: date) -> tuple[str, str]:
    """The tone and words of a part of the schedule."""
    if row.status == "paid":
        return "ok", _("Paid %(day)s", day=_short(row.paid_at)) if row.paid_at else _("Paid")
    if row.status == "waived":
        return "", _("Waived")
    if row.status == "cancelled":
        return "", _("Not asked for")
    left = (row.due_date - today).days
    if left < 0:
        return "bad", ngettext("Late by %(num)d day", "Late by %(num)d days", -left)
    if left == 0:
        return "warn", _("Due today")
    tone_of = "warn" if left <= 3 else "info"
    return tone_of, ngettext("Due in %(num)d day", "Due in %(num)d days", left)


def _short(at: datetime) -> str:
    return str(format_date(at.date(), "d MMM", locale=languages.current()))


def percent(row: PaymentInstallment, booking: Booking) -> int | None:
    """How much of the whole a part is, where that is a round number."""
    if not booking.total_amount:
        return None
    share = row.amount * 100 / booking.total_amount
    return int(share) if share == share.to_integral_value() else None


def reminder_title(row: PaymentReminder) -> str:
    """Before the due date, 3 days."""
    days = row.offset_days
    if row.template_name == LAST_CALL:
        return _("Last call")
    if days == 0:
        return _("On the due date")
    if days < 0:
        return ngettext(
            "Before the due date, %(num)d day", "Before the due date, %(num)d days", -days
        )
    return ngettext("Overdue, %(num)d day", "Overdue, %(num)d days", days)


def reminder(one: Reminder, claim: PaymentClaim | None, now: datetime) -> Look:
    """Where it stands: planned, waiting, or what became of its message."""
    row = one.reminder
    if one.message is not None:
        return _message(one.message, now)
    if row.status == "scheduled":
        if claim is not None and claim.escalated_at is None:
            return "", _("Waits for the claim")
        return "info", _("Planned")
    if row.status == "skipped" and row.skip_reason != "agent":
        return "", _("Too late when it was planned")
    return "", _("Skipped") if row.status == "skipped" else _("Not wanted any more")


def _message(message: Communication, now: datetime) -> Look:
    """What became of a message of ours."""
    status = message.whatsapp_status
    if status == "read" and message.read_at:
        return "ok", _("Read %(at)s", at=times.moment(message.read_at, now))
    if status == "delivered" and message.delivered_at:
        return "ok", _("Delivered %(at)s", at=times.moment(message.delivered_at, now))
    if status == "suppressed":
        return "", failures.suppressed(message.suppressed_reason)
    if status == "failed":
        return "bad", _("Not delivered")
    sent = message.sent_at
    return "info", _("Sent %(at)s", at=times.moment(sent, now)) if sent else _("On its way")


def why_fits(payment: Payment, card: Card) -> str:
    """Why a payment may be what the client's word meant."""
    said = []
    if any(payment.amount in (one.amount, one.paid_amount) for one in card.installments):
        said.append(_("same amount"))
    if payment.payer_name and names.are_alike(payment.payer_name, card.client.name):
        said.append(_("same name"))
    if card.claim is not None and payment.created_at <= card.claim.opened_at:
        said.append(_("came just before"))
    return ", ".join(said)


def trip_page(link: ClientLink) -> str:
    """The address of the client's page."""
    return public_urls.page(runtime.current().settings.public_url.rstrip("/"), f"{link.token}/")


def beside(item: BookingItem) -> str:
    """Who provides a service, when and where."""
    places = [item.from_iata or item.from_place, item.to_iata or item.to_place]
    way = " → ".join(one for one in places if one)
    reference = _("ref. %(ref)s", ref=item.provider_ref) if item.provider_ref else ""
    return ", ".join(one for one in (_when(item), way, item.provider or "", reference) if one)


def _when(item: BookingItem) -> str:
    """The local day it begins, with the time where one is known."""
    at = item.starts_local
    if at is None:
        return ""
    told = str(format_date(at.date(), "d MMM", locale=languages.current()))
    return f"{told} {at:%H:%M}" if at.hour or at.minute else told


def notice(row: GuideNotification | None) -> tuple[str, str]:
    """What the guide knows: tone and words."""
    if row is None:
        return "", _("not told yet")
    if row.acknowledged_at is not None:
        return "ok", _("acknowledged")
    if row.processed:
        return "info", _("told")
    return "warn", _("being told")
