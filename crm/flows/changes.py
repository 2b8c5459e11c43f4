"""Changes of a booking, its cancelling, and a refund on its way."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from crm.flows import values
from crm.flows.flow import Case, Flow, Stop, Verdict
from crm.models import Refund
from templates_whatsapp import words

SAFETY = timedelta(hours=12)
"""A change so short before the start is told at night, too."""


def _changed(case: Case) -> Verdict:
    status = case.booking.status
    return Stop(f"booking_{status}") if status in ("expired", "cancelled", "completed") else None


def can_wait(case: Case) -> bool:
    """Whether it may wait for the morning: the trip does not begin before."""
    if case.departure is None:
        return True
    return not case.now <= case.departure.starts_at <= case.now + SAFETY


def _change_text(case: Case, language: str) -> str:
    """What is otherwise now, in prepared words."""
    return change_text(case, case.about.get("change", {}), language)


def change_text(case: Case, change: Mapping[str, Any], language: str) -> str:
    """What of the booking is otherwise by now: people, departure, price or the whole."""
    kind = change.get("kind")
    if kind == "participants":
        places = words.count("places", case.booking.num_participants, language)
        return words.say("change_people", language, places=places)
    if kind == "departure":
        when = values.departure_text(case, language)
        return words.say("change_departure", language, departure=when)
    if kind == "price":
        total = values.amount(case, case.booking.total_amount, language)
        title = str(change.get("title", "")).strip()
        if title and Decimal(str(change.get("amount", 0))) != 0:
            return words.say("change_price_for", language, title=title, total=total)
        return words.say("change_price", language, total=total)
    return words.say("change_details", language)


def _cancelled(case: Case) -> Verdict:
    return None if case.booking.status == "cancelled" else Stop("revived")


def _reason(case: Case, language: str) -> str:
    """In prepared words; what an agent noted is for the house."""
    by = case.booking.cancelled_by or "operator"
    return words.say(f"cancelled_by_{by}", language)


def _refunded(case: Case) -> Verdict:
    named = case.about.get("refund")
    refund = case.session.get(Refund, int(named)) if named else None
    sent = refund is None or refund.status == "succeeded"
    return None if sent else Stop("refund_not_sent")


FLOWS: Mapping[str, Flow] = {
    "booking_changed": Flow(
        _changed, {"change_text": _change_text}, keeps_quiet=can_wait, document="voucher"
    ),
    "booking_cancelled": Flow(_cancelled, {"cancel_reason_text": _reason}, keeps_quiet=can_wait),
    "refund_sent": Flow(_refunded),
}
