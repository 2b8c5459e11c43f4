"""A month as a calendar lays it out: its weeks from Monday on, and the months beside it."""

import re
from calendar import Calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import format_date

from crm.departure_calendar import Entry

YEAR_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Day:
    """One cell."""

    date: date
    is_inside: bool
    """Of the month itself, not of the one before or after it."""
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Month:
    """One month."""

    first: date

    @classmethod
    def of(cls, typed: str, today: date) -> "Month":
        """The month of `2026-08`; today's, where it is none."""
        found = YEAR_MONTH.fullmatch(typed)
        if found is None or int(found[1]) not in YEARS:
            return cls(today.replace(day=1))
        return cls(date(int(found[1]), int(found[2]), 1))

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        """The one after it."""
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def previous(self) -> "Month":
        """The one before it."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def key(self) -> str:
        """As an address names it."""
        return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        """August 2026, август 2026."""
        return str(format_date(self.first, "LLLL y", rebase=False))

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Short and whole, from Monday on."""
        monday = self.first - timedelta(days=self.first.weekday())
        days = [monday + timedelta(days=number) for number in range(7)]
        return [
            tuple(format_date(day, form, rebase=False) for form in ("ccc", "cccc")) for day in days
        ]

    def weeks(self, entries: Sequence[Entry]) -> list[list[Day]]:
        """Its days with what begins on each."""
        by_day: dict[date, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_day[entry.departure.departure_date].append(entry)
        return [
            [Day(day, day.month == self.first.month, by_day[day]) for day in week]
            for week in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]
