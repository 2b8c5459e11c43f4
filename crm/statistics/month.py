"""A month of the operator: the local days that belong to it, and the instants they span."""

from dataclasses import dataclass
from datetime import date, datetime

from crm import local_time
from crm.errors import NotFound


@dataclass(frozen=True)
class Month:
    """One calendar month, where the operator is."""

    first: date
    """Its first day."""
    zone: str
    """IANA."""

    @property
    def begins(self) -> datetime:
        """The first instant that belongs to it (UTC)."""
        return local_time.starts_at(self.first, None, self.zone)

    @property
    def ends(self) -> datetime:
        """The first instant that no longer does (UTC)."""
        return local_time.starts_at(self.after, None, self.zone)

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return _shifted(self.first, 1)

    def back(self, months: int) -> "Month":
        """The month so many before."""
        return Month(_shifted(self.first, -months), self.zone)

    def __str__(self) -> str:
        """As an address carries it: 2026-07."""
        return f"{self.first:%Y-%m}"


def of(now: datetime, zone: str) -> Month:
    """The month that it is now."""
    return Month(local_time.today(now, zone).replace(day=1), zone)


def read(text: str, zone: str) -> Month:
    """The month of an address. Raises NotFound for what is none."""
    try:
        return Month(date.fromisoformat(f"{text}-01"), zone)
    except ValueError as problem:
        raise NotFound("There is no such month.") from problem


def _shifted(first: date, months: int) -> date:
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(years, month + 1, 1)
