"""Reminders: what is owed and by when, as it is on the day on which it is said.

One a day to one client, over all bookings: another booking's waits for the next day, and
what the same booking has been told today is not said twice. The last call waits for nobody.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import exists, select

from crm import local_time
from crm.flows import dues, suspense, values
from crm.flows.flow import Case, Flow, Stop, Verdict, Wait
from crm.models import Communication, PaymentInstallment, PaymentReminder
from crm.models.money import OWED
from templates_whatsapp import words

UPCOMING = "payment_reminder_upcoming"
DUE_TODAY = "payment_reminder_due_today"
OVERDUE = "payment_overdue"
LAST_CALL = "payment_last_call"
TEMPLATES = (UPCOMING, DUE_TODAY, OVERDUE, LAST_CALL)
REMINDED = ("payment_pending", "confirmed")
"""A booking in one of these is reminded of what it owes."""


def _still(case: Case) -> Verdict:
    booking = case.booking
    if booking.status in ("expired", "cancelled", "completed"):
        return Stop(f"booking_{booking.status}")
    if booking.status not in REMINDED or case.standing.due <= 0:
        return Stop("already_paid")
    installment = _installment(case)
    if installment is None or installment.status not in OWED:
        paid = installment is not None and installment.status == "paid"
        return Stop("already_paid" if paid else "installment_gone")
    if _owed(case) <= 0:
        return Stop("already_paid")
    if _superseded(case, installment):
        return Stop("superseded")
    return suspense.of(case.session, booking, case.now) or _of_today(case)


def _installment(case: Case) -> PaymentInstallment | None:
    named = case.about.get("installment")
    return next((one for one in case.installments if one.id == named), None)


def _owed(case: Case) -> Decimal:
    """All that is due by the part's day, or by today where that has passed."""
    installment = _installment(case)
    if installment is None:
        return Decimal(0)
    return dues.by(case, max(installment.due_date, case.today))


def _superseded(case: Case, installment: PaymentInstallment) -> bool:
    """The due date was moved since, or a later reminder of the part is due as well."""
    own = _reminder(case)
    if own is None:
        return False
    if own.kind == "auto" and own.local_due_date != installment.due_date:
        return True
    later = (
        exists()
        .where(PaymentReminder.installment_id == own.installment_id, PaymentReminder.id != own.id)
        .where(PaymentReminder.template_name.in_(TEMPLATES))
        .where(PaymentReminder.status.in_(("scheduled", "queued", "sent")))
        .where(PaymentReminder.scheduled_at > own.scheduled_at)
        .where(PaymentReminder.scheduled_at <= case.now)
    )
    return bool(case.session.scalar(select(later)))


def _reminder(case: Case) -> PaymentReminder | None:
    named = case.about.get("reminder")
    return case.session.get(PaymentReminder, int(named)) if named else None


def _of_today(case: Case) -> Verdict:
    """What the client has been reminded of today already."""
    begins = local_time.starts_at(case.today, None, case.zone)
    told = select(Communication.booking_id).where(
        Communication.client_id == case.client.id,
        Communication.template_name.in_(TEMPLATES),
        Communication.author == "system",
        Communication.id != case.communication_id,
        Communication.claimed_at >= begins,
        Communication.whatsapp_status.in_(("sending", "sent", "delivered", "read")),
    )
    bookings = set(case.session.scalars(told))
    if not bookings or case.template_name == LAST_CALL:
        return None
    if case.booking.id in bookings:
        return Stop("said_today")
    tomorrow = case.today + timedelta(days=1)
    at = local_time.starts_at(tomorrow, case.organization.reminder_time, case.zone)
    return Wait(at, "one_a_day")


def form_of(due_in: int) -> str:
    """The template that names a day so many days ahead."""
    return UPCOMING if due_in > 0 else DUE_TODAY if due_in == 0 else OVERDUE


def _form(case: Case) -> str:
    if case.template_name == LAST_CALL:
        return LAST_CALL
    return form_of(_days_left(case))


def _days_left(case: Case) -> int:
    installment = _installment(case)
    return (installment.due_date - case.today).days if installment else 0


def _cancel_date(case: Case, language: str) -> str:
    installment = _installment(case)
    days = case.organization.overdue_cancel_days or 0
    day = max(
        installment.due_date + timedelta(days=days) if installment else case.today, case.today
    )
    return local_time.date_text(day, language)


_VALUES = {
    "amount_due": lambda case, language: values.amount(case, _owed(case), language),
    "days_left_text": lambda case, language: words.count(
        "days", max(0, _days_left(case)), language
    ),
    "days_overdue_text": lambda case, language: words.count(
        "days", max(0, -_days_left(case)), language
    ),
    "cancel_date": _cancel_date,
}

FLOWS: Mapping[str, Flow] = {name: Flow(_still, _VALUES, form=_form) for name in TEMPLATES}
