"""The tasks of bookings, money and guides in words: what happened, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crm import local_time, money
from crm.models import Task
from pages.languages import current
from pages.languages import gettext as _
from pages.languages import lazy as _l

WORDS = {
    "late_payment": (
        "bad",
        _l("Paid for a booking that is over"),
        _l(
            "%(credit)s for %(code)s is the client's. Send it back, or offer another date: "
            "flask payments refund %(code)s."
        ),
    ),
    "unexpected_payment": (
        "warn",
        _l("More was paid than was asked for"),
        _l("%(code)s: %(paid)s in all, %(credit)s too much. Agree with the client what to do."),
    ),
    "payment_claim": (
        "warn",
        _l("The client says it is paid"),
        _l(
            "%(code)s: %(amount)s was due. Look into the account: "
            "flask payments record %(code)s, or flask payments reject %(number)s."
        ),
    ),
    "payment_overdue": (
        "bad",
        _l("Payment is overdue"),
        _l("%(code)s was due on %(day)s. Call the client; give more time, or cancel."),
    ),
    "refund_due": (
        "warn",
        _l("Money to send back"),
        _l("%(code)s is cancelled: send back %(amount)s. flask payments refund %(code)s."),
    ),
    "handover": (
        "warn",
        _l("A client waits for a person"),
        _l("The question was not one for automatic answers. Answer in the conversation."),
    ),
    "guide_not_told": (
        "bad",
        _l("The guide could not be told"),
        _l("WhatsApp did not take the message to the guide. Call them."),
    ),
}
"""Tone, title and explanation by kind."""


@dataclass(frozen=True)
class Look:
    """How a task is shown."""

    tone: str
    title: str
    text: str


def look(task: Task) -> Look | None:
    """The words of a task about a booking; None for the other kinds."""
    if task.kind not in WORDS:
        return None
    tone, title, text = WORDS[task.kind]
    return Look(tone, str(title), str(text) % _values(task))


def _values(task: Task) -> dict[str, str]:
    facts: Mapping[str, Any] = task.facts
    given = facts.get("due_date")
    return {
        "code": str(facts.get("booking_code") or facts.get("code") or _("a booking")),
        "number": task.subject.partition(":")[2],
        "day": local_time.date_text(date.fromisoformat(given), current()) if given else "—",
        **{name: _sum(facts, name) for name in ("amount", "paid", "credit")},
    }


def _sum(facts: Mapping[str, Any], name: str) -> str:
    if not facts.get(name):
        return "—"
    return money.text(Decimal(facts[name]), facts["currency"], current())
