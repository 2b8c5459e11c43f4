"""Local days and times as people mean them, and how a message says them.

A departure is a day and perhaps a time where it takes place; its instant is derived, so new
time-zone data moves the instant and never the day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_location

from crm.errors import ValueRefused
from templates_whatsapp import words


@dataclass(frozen=True)
class Moment:
    """An instant that a refusal speaks of, and the zone it is told in."""

    at: datetime
    zone: str

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def named(typed: str) -> date:
    """A day as forms send it, `2026-09-05`. Raises ValueRefused."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise ValueRefused("“%(part)s” is no day. Write it as 2026-09-05.", part=typed) from None


def starts_at(day: date, at: time | None, zone: str) -> datetime:
    """The instant (UTC) at which a local day, or a time on it, begins; a skipped time counts
    from the skip on, one shown twice when it comes first."""
    wall = datetime.combine(day, at or time(0))
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def ends_at(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a local day is over."""
    return starts_at(day + timedelta(days=1), None, zone)


def today(now: datetime, zone: str) -> date:
    """The local day of an instant."""
    return now.astimezone(ZoneInfo(zone)).date()


def date_text(day: date, language: str) -> str:
    """`5 September 2026` / `5 сентября 2026 г.`"""
    return format_date(day, words.say("date", language), locale=language)


def moment_text(at: datetime, zone: str, language: str) -> str:
    """`7 July, 18:00 (Almaty)`: an instant as a clock in the zone shows it."""
    local = at.astimezone(ZoneInfo(zone))
    day = format_date(local.date(), words.say("day", language), locale=language)
    return f"{day}, {local:%H:%M} ({place(zone, language)})"


def departure_text(day: date, at: time | None, zone: str, language: str) -> str:
    """`5 September 2026, 07:30 (Almaty)`; the time only where it is fixed."""
    told = date_text(day, language)
    if at is None:
        return told
    return f"{told}, {at:%H:%M} ({place(zone, language)})"


def place(zone: str, language: str) -> str:
    """The city a zone is named for."""
    return str(get_timezone_location(zone, locale=language, return_city=True))


def weekday_text(day: date, language: str) -> str:
    """`Sat, 5 September 2026` / `сб, 5 сентября 2026 г.`"""
    return format_date(day, f"EEE, {words.say('date', language)}", locale=language)


def span_text(first: date, last: date, language: str) -> str:
    """`Sat, 5 September – Sat, 12 September 2026`; one day alone is told alone."""
    if first == last:
        return weekday_text(first, language)
    if first.year != last.year:
        begins = weekday_text(first, language)
    else:
        begins = format_date(first, f"EEE, {words.say('day', language)}", locale=language)
    return f"{begins} – {weekday_text(last, language)}"


def offset_text(at: datetime, zone: str) -> str:
    """`UTC+5`, `UTC+5:30`: how far the zone's clocks are from UTC at that instant."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
    sign = "+" if offset >= timedelta(0) else "−"
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
