"""The sections of the reports as CSV: for machines, so in one language, with plain figures."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crm import money
from crm.errors import NotFound
from crm.models import Organization, User
from crm.statistics import answers, funnel, income, reminders
from crm.statistics.month import Month

Row = Sequence[object]
SIGNATURE = "\ufeff"
"""A byte order mark: without it a spreadsheet guesses at the letters."""


@dataclass(frozen=True)
class Asked:
    """What a table is of."""

    session: Session
    organization: Organization
    month: Month
    now: datetime
    currency: str
    person: User | None


def written(section: str, asked: Asked) -> str:
    """The section as CSV. Raises NotFound where there is no such section."""
    if section not in SECTIONS:
        raise NotFound("There is no such report.")
    text = io.StringIO()
    head, rows = SECTIONS[section]
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows(asked))
    return SIGNATURE + text.getvalue()


def minutes(length: timedelta) -> int:
    """Whole minutes, rounded up: what took seconds took one."""
    return -(-int(length.total_seconds()) // 60)


def _answers(asked: Asked) -> list[Row]:
    person_id = asked.person.id if asked.person else None
    found = answers.waits(asked.session, asked.organization, asked.month, asked.now, person_id)
    return [
        (one.hour, one.answered, minutes(one.half_within), minutes(one.most_within))
        for one in answers.by_hour(found, asked.organization.timezone)
    ]


def _leads(asked: Asked) -> list[Row]:
    found = funnel.sources(asked.session, asked.organization, asked.month)
    return [(one.name, one.won, one.open, one.lost) for one in found]


def _money(asked: Asked) -> list[Row]:
    found = income.by_month(asked.session, asked.organization, asked.currency, asked.month)
    return [
        (
            str(one.month),
            asked.currency,
            one.bookings,
            *(money.plain(each, asked.currency) for each in (one.sold, one.received, one.returned)),
        )
        for one in found
    ]


def _reminders(asked: Asked) -> list[Row]:
    found = reminders.brought(asked.session, asked.organization, asked.currency, asked.month)
    return [
        (
            one.offset_days,
            one.sent,
            one.read,
            one.followed,
            asked.currency,
            money.plain(one.amount, asked.currency),
        )
        for one in found
    ]


SECTIONS: Mapping[str, tuple[Row, Callable[[Asked], list[Row]]]] = {
    "answers": (("hour", "answered", "half_within_min", "nine_in_ten_within_min"), _answers),
    "leads": (("source", "won", "open", "lost"), _leads),
    "money": (("month", "currency", "bookings", "sold", "received", "returned"), _money),
    "reminders": (
        ("days_from_due", "sent", "read", "paid_after", "currency", "amount"),
        _reminders,
    ),
}
"""Heads and rows by the section's name in the address."""
