"""Open tasks in words: what happened, and why it waits for a person. What to do are its buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from crm import local_time, money
from crm.models import Communication, Task
from crm.open_tasks import OpenTask
from inbox.access import Desk
from inbox.conversations import previews
from inbox.tasks import system_words
from pages.languages import current, gettext as _, lazy as _l, ngettext


@dataclass(frozen=True)
class Look:
    """How a task is shown."""

    icon: str
    tone: str
    title: str
    why: str
    code: str = ""
    """The provider's own, small, for support."""


LONGEST = 80
"""Characters of what was said that a task repeats."""

HANDOVERS = {
    "agent": _l("The client asks for a person."),
    "later": _l("The client asks to pay later."),
    "broken_link": _l("The client says that the payment page does not work."),
    "cancel": _l("The client asks to cancel."),
    "rebook": _l("The client asks for another date."),
    "feedback": _l("The client says how the trip was."),
    "paid_too_late": _l("The client says it is paid, but the booking is over."),
}


def look(one: OpenTask, desk: Desk) -> Look:
    """The words of a task."""
    if one.group == "system":
        icon, tone, title, why, code = system_words.of(one)
        return Look(icon, tone, title, why, code)
    return KINDS[one.task.kind](one, desk)


def _claim(one: OpenTask, desk: Desk) -> Look:
    said = _("The client says it is paid: %(sum)s", sum=_sum(one.task, "amount"))
    came = one.about.money.payments
    if not came:
        why = _("No payment of this booking has come in yet. Look into the account.")
    elif any(payment.amount == _amount(one.task, "amount") for payment in came):
        day = local_time.date_text(came[0].payment_date, current())
        why = _("A payment of the same amount came in on %(day)s.", day=day)
    else:
        sums = ", ".join(money.text(p.amount, p.currency, current()) for p in came)
        why = _("Other amounts have come in: %(sums)s.", sums=sums)
    if one.task.reason == "reminders_go_on":
        why += " " + _("Reminders go on meanwhile.")
    return Look("receipt-text", "info", said, why)


def _late_payment(one: OpenTask, desk: Desk) -> Look:
    values = {"sum": _sum(one.task, "credit")}
    booking, departure = one.about.booking, one.about.departure
    if booking is None or booking.status == "cancelled":
        title = _("Paid for a cancelled booking: %(sum)s", **values)
        return Look(
            "wallet", "bad", title, _back(one, desk, _("It is the client's: send it back."))
        )
    title = _("Paid after the booking expired: %(sum)s", **values)
    if departure is None:
        return Look("wallet", "bad", title, _("Take it back to life, or send the money back."))
    if departure.available_seats >= booking.num_participants:
        free = ngettext(
            "%(num)d seat is free on the same departure.",
            "%(num)d seats are free on the same departure.",
            departure.available_seats,
        )
        return Look("wallet", "bad", title, _back(one, desk, free))
    why = _("Its seats are sold: offer another date, or send the money back.")
    return Look("wallet", "bad", title, _back(one, desk, why))


def _unexpected(one: OpenTask, desk: Desk) -> Look:
    paid = _sum(one.task, "paid")
    if not _amount(one.task, "credit"):
        title = _("Paid before anything was asked for: %(sum)s", sum=paid)
        return Look("wallet", "warn", title, _("The booking is only a quote. Agree on it first."))
    title = _("Paid too much: %(sum)s", sum=_sum(one.task, "credit"))
    why = _("%(paid)s came in all. Agree with the client what becomes of the rest.", paid=paid)
    return Look("wallet", "warn", title, _back(one, desk, why))


def _overdue(one: OpenTask, desk: Desk) -> Look:
    today = local_time.today(desk.now, desk.organization.timezone)
    late = [part for part in one.about.money.owed if part.due_date < today]
    first = late[0].due_date if late else date.fromisoformat(one.task.facts["due_date"])
    owed = sum((part.amount - part.paid_amount for part in late), Decimal(0))
    days = max(1, (today - first).days)
    title = ngettext("A payment is %(num)d day late", "A payment is %(num)d days late", days)
    if late:
        title += f": {money.text(owed, late[0].currency, current())}"
    day = local_time.date_text(first, current())
    return Look("calendar", "warn", title, _("It was due on %(day)s.", day=day))


def _refund_due(one: OpenTask, desk: Desk) -> Look:
    title = _("Money to send back: %(sum)s", sum=_sum(one.task, "amount"))
    return Look("undo-2", "warn", title, _back(one, desk, _("The booking is cancelled.")))


def _unknown(one: OpenTask, desk: Desk) -> Look:
    why = _("Twilio was asked and has no trace of it. It will not be sent again by itself.")
    return Look("hourglass", "warn", _("It is not known whether this was sent"), _quoted(one, why))


def _not_delivered(one: OpenTask, desk: Desk) -> Look:
    happened, todo, code = system_words.failure(one.task.reason)
    return Look("circle-alert", "bad", happened.rstrip("."), _quoted(one, todo), code)


def _window_missed(one: OpenTask, desk: Desk) -> Look:
    why = _("The answer did not arrive. Send a template instead.")
    return Look("lock", "bad", _("The window had closed"), _quoted(one, why))


def _handover(one: OpenTask, desk: Desk) -> Look:
    given = HANDOVERS.get(one.task.reason, _l("The client asks for a person."))
    return Look("user-plus", "info", str(given).rstrip("."), _last(one))


def _unanswered(one: OpenTask, desk: Desk) -> Look:
    return Look("timer", "warn", _("The client waits for an answer"), _last(one))


Words = Callable[[OpenTask, Desk], Look]
KINDS: dict[str, Words] = {
    "payment_claim": _claim,
    "late_payment": _late_payment,
    "unexpected_payment": _unexpected,
    "payment_overdue": _overdue,
    "refund_due": _refund_due,
    "unknown_outcome": _unknown,
    "not_delivered": _not_delivered,
    "window_missed": _window_missed,
    "handover": _handover,
    "unanswered": _unanswered,
}


def waits_since(task: Task) -> datetime:
    """Since when: a client unanswered has waited longer than their task."""
    given = task.facts.get("since")
    return datetime.fromisoformat(given) if given else task.opened_at


def day(of: date) -> str:
    """5 September 2026."""
    return local_time.date_text(of, current())


def waiting(task: Task, now: datetime) -> timedelta:
    """How long it has waited."""
    return max(timedelta(0), now - waits_since(task))


def _back(one: OpenTask, desk: Desk, why: str) -> str:
    """Why money waits to be sent back, or that it is to be sent now; and who does that."""
    on_its_way = one.about.money.refunds
    if on_its_way:
        asked = money.text(on_its_way[0].amount, on_its_way[0].currency, current())
        why = _("%(sum)s is to be sent: do it at the bank, then say so here.", sum=asked)
    return why if desk.may("manager") else why + " " + _("A manager sends money back.")


def _quoted(one: OpenTask, why: str) -> str:
    """What it is about, in the words that were sent, before what is to be known of it."""
    if not isinstance(one.about.subject, Communication):
        return why
    return f"{_said(one.about.subject)} {why}"


def _last(one: OpenTask) -> str:
    """What the client last wrote."""
    if one.about.last is None:
        return ""
    return _said(one.about.last)


def _said(message: Communication) -> str:
    words = previews.line(message)
    cut = words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"
    return _("“%(words)s”", words=cut)


def _amount(task: Task, name: str) -> Decimal:
    return Decimal(task.facts.get(name) or 0)


def _sum(task: Task, name: str) -> str:
    facts: dict[str, Any] = task.facts
    if not facts.get(name):
        return "—"
    return money.text(_amount(task, name), facts["currency"], current())
