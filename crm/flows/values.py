"""The values of the variables that all messages of bookings share, true when they are sent."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from crm import local_time, money
from crm.flows import dues
from crm.flows.flow import Case, Maker
from crm.models import Client, Payment, Refund
from crm.payments import ledger
from templates_whatsapp import words


def amount(case: Case, value: Decimal, language: str) -> str:
    """Money of the booking, in words of the language."""
    return money.text(value, case.booking.currency, language)


def departure_text(case: Case, language: str) -> str:
    """The day on which it begins, with the time where it is fixed."""
    departure = case.departure
    if departure is None:
        return local_time.date_text(case.booking.start_date, language)
    return local_time.departure_text(
        departure.departure_date, departure.departure_time, departure.timezone, language
    )


def moment(case: Case, at: datetime | None, language: str) -> str:
    """An instant as the reader's clock shows it; words where there is none."""
    if at is None:
        return words.say("time_unknown", language)
    return local_time.moment_text(at, case.zone, language)


def _due_date(case: Case, language: str) -> str:
    """The day of the next part; the moment the places go, where that is before the day is over."""
    day, until = dues.day(case), case.booking.hold_expires_at
    if day is None or (until and until < local_time.ends_at(day, case.organization.timezone)):
        return moment(case, until, language)
    return local_time.date_text(day, language)


def _paid_now(case: Case, language: str) -> str:
    """The payment that the message answers; else all that was paid."""
    named = case.about.get("payment")
    if named is None:
        return amount(case, case.standing.paid, language)
    payment = case.session.get_one(Payment, int(named))
    return amount(case, payment.amount, language)


def _refund(case: Case, language: str) -> str:
    """The refund that was sent; else those on their way, or words where none is decided."""
    named = case.about.get("refund")
    if named is not None:
        refund = case.session.get_one(Refund, int(named))
        return amount(case, refund.amount, language)
    held = -ledger.balance(case.session, case.booking, ledger.RECEIVABLE)
    if case.standing.refunding == 0 and held > 0:  # a fee may have taken all that was paid
        return words.say("refund_open", language)
    return amount(case, case.standing.refunding, language)


def guide(case: Case) -> Client | None:
    """The guide of the departure, where there is one."""
    if case.departure is None or case.departure.guide_id is None:
        return None
    return case.session.get_one(Client, case.departure.guide_id)


def _guide_name(case: Case, language: str) -> str:
    found = guide(case)
    return found.name if found else words.say("guide_unknown", language)


def _guide_phone(case: Case, language: str) -> str:
    found = guide(case)
    return (found and found.phone) or words.say("phone_unknown", language)


def _meeting_point(case: Case, language: str) -> str:
    place = case.departure.meeting_point.strip() if case.departure else ""
    return place or words.say("meeting_point_unknown", language)


VALUES: Mapping[str, Maker] = {
    "booking_code": lambda case, language: case.booking.booking_code,
    "trip_title": lambda case, language: case.booking.title,
    "departure_text": departure_text,
    "seats_text": lambda case, language: words.count(
        "places", case.booking.num_participants, language
    ),
    "total_amount": lambda case, language: amount(case, case.booking.total_amount, language),
    "amount_due": lambda case, language: amount(case, dues.now(case), language),
    "paid_amount": _paid_now,
    "remaining_amount": lambda case, language: amount(case, case.standing.due, language),
    "due_date": _due_date,
    "hold_until": lambda case, language: moment(case, case.booking.hold_expires_at, language),
    "meeting_point": _meeting_point,
    "guide_name": _guide_name,
    "guide_phone": _guide_phone,
    "office_phone": lambda case, language: (
        case.organization.office_phone or words.say("office_unknown", language)
    ),
    "refund_amount": _refund,
    "reference": lambda case, language: str(case.booking.public_id),
}
"""By name; a flow may say one of them otherwise."""
