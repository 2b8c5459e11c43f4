"""Working hours: whether an office is open, when it opens next, and how that is said.

An opening that clocks skip in spring counts from the skip on; a closing that they show twice
in autumn counts when it comes the last time. So a day has at most one span, whatever its zone.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from crm.errors import ValueRefused
from templates_whatsapp import words

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Hours = Mapping[str, Sequence[str]]
"""Weekday to [opens, closes], local times as HH:MM, 24:00 for midnight; other days are closed."""

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|(24):(00)")
# A clock change may swallow a short span, a change of date line a whole day.
_WEEKS_AHEAD = 3


def is_open(hours: Hours, zone: str, now: datetime) -> bool:
    """Whether the office is open at the instant `now`."""
    span = _span(hours, ZoneInfo(zone), now.astimezone(ZoneInfo(zone)).date())
    return span is not None and span[0] <= now < span[1]


def next_opening(hours: Hours, zone: str, now: datetime) -> datetime | None:
    """The first instant from `now` on (UTC) at which it is open; None if every day is closed."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    for ahead in range(7 * _WEEKS_AHEAD + 1):
        span = _span(hours, place, today + timedelta(days=ahead))
        if span is not None and now < span[1]:
            return max(now.astimezone(UTC), span[0])
    return None


def later(hours: Hours, zone: str, start: datetime, length: timedelta) -> datetime | None:
    """The instant (UTC) at which so much working time has gone by since `start`; None if every
    day is closed."""
    place = ZoneInfo(zone)
    day, closed = start.astimezone(place).date(), 0
    while closed <= 7 * _WEEKS_AHEAD:
        span = _span(hours, place, day)
        day += timedelta(days=1)
        if span is None:
            closed += 1
            continue
        closed = 0
        opened = max(span[0], start.astimezone(UTC))
        worked = max(span[1] - opened, timedelta(0))
        if length <= worked:
            return opened + length
        length -= worked
    return None


def worked(hours: Hours, zone: str, start: datetime, end: datetime) -> timedelta:
    """How much working time lies between two instants; the time itself if every day is closed."""
    place = ZoneInfo(zone)
    day, last = start.astimezone(place).date(), end.astimezone(place).date()
    total = timedelta(0)
    while day <= last:
        span = _span(hours, place, day)
        if span is not None:
            total += max(min(span[1], end) - max(span[0], start), timedelta(0))
        day += timedelta(days=1)
    return total if hours else end - start


def opening_text(when: datetime | None, now: datetime, zone: str, language: str) -> str:
    """The opening `when` in words for a message, as a clock in `zone` shows it."""
    if when is None:
        return words.say("opening_unknown", language)
    local = when.astimezone(ZoneInfo(zone))
    days = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
    clock = local.strftime("%H:%M")
    if days in (0, 1):
        return words.say(("opening_today", "opening_tomorrow")[days], language, time=clock)
    day = format_date(local.date(), words.say("opening_date", language), locale=language)
    return words.say("opening_later", language, time=clock, date=day)


def parse(text: str) -> dict[str, list[str]]:
    """Hours as typed: `mon-fri 09:00-18:00; sat 10:00-14:00; sun closed`.

    A day that is not named is closed. Raises ValueRefused, whose fact `part` is what is wrong.
    """
    found: dict[str, list[str] | None] = {}
    for part in re.split(r"[;\n]", text):
        if not part.strip():
            continue
        days, times = _part(part)
        for day in days:
            if day in found:
                raise ValueRefused("“%(part)s” is named twice. Name it once.", part=day)
            found[day] = times
    if not found:
        raise ValueRefused("There are no hours. Say for example mon-sat 09:00-18:00.", part=text)
    return {day: times for day in DAYS if (times := found.get(day)) is not None}


def written(hours: Hours) -> str:
    """Hours as `parse` reads them, a line of days with the same hours together."""
    parts: list[list[str]] = []
    for day in DAYS:
        times = "-".join(hours.get(day) or ()) or "closed"
        if parts and parts[-1][2] == times:
            parts[-1][1] = day[:3]
        else:
            parts.append([day[:3], day[:3], times])
    return "; ".join(
        f"{first if first == last else f'{first}-{last}'} {times}" for first, last, times in parts
    )


def _part(part: str) -> tuple[list[str], list[str] | None]:
    """The days of one part, and their hours; None for closed. Raises ValueRefused."""
    plain = re.sub(r"\s*([-,])\s*", r"\1", re.sub("[‐-―−]", "-", part.strip().lower()))
    match plain.split():
        case [days, "closed"]:
            return list(_days(days)), None
        case [days, times]:
            return list(_days(days)), _times(times)
        case _:
            raise ValueRefused(
                "“%(part)s” is not days and hours. Say for example mon-sat 09:00-18:00.",
                part=part.strip(),
            )


def _days(text: str) -> Iterator[str]:
    """The days of `mon-wed,fri`; a range may go over Sunday."""
    for item in text.split(","):
        first, _, last = item.partition("-")
        start, end = _day(first), _day(last or first)
        for step in range((end - start) % 7 + 1):
            yield DAYS[(start + step) % 7]


def _day(name: str) -> int:
    for place, day in enumerate(DAYS):
        if len(name) >= 3 and day.startswith(name):
            return place
    raise ValueRefused(
        "“%(part)s” is no day. The days are mon, tue, wed, thu, fri, sat and sun.", part=name
    )


def _times(text: str) -> list[str]:
    opens, _, closes = text.partition("-")
    first, last = _time(opens), _time(closes)
    if first >= last:
        raise ValueRefused(
            "“%(part)s” does not end after it begins. Hours cannot go past midnight; "
            "24:00 is the latest end.",
            part=text,
        )
    return [first, last]


def _time(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueRefused("“%(part)s” is no time of day. Write it as 09:00.", part=text)
    return text.zfill(5)


def _span(hours: Hours, zone: ZoneInfo, day: date) -> tuple[datetime, datetime] | None:
    """From when until when (UTC) it is open on a local day; None where it is closed."""
    times = hours.get(DAYS[day.weekday()])
    if not times:
        return None
    opens, closes = (_instant(day, clock, zone, fold) for fold, clock in enumerate(times))
    return (opens, closes) if opens < closes else None


def _instant(day: date, clock: str, zone: ZoneInfo, fold: int) -> datetime:
    """When a clock in the zone shows that time, or more if it skips it; the first or last time."""
    hour, minute = map(int, clock.split(":"))
    wall = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)  # noqa: DTZ001
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _skip(wall, zone)


def _skip(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which a clock jumps over the time `wall`."""
    early, late = (
        int(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC).timestamp()) for fold in (1, 0)
    )
    seconds = range(early, late + 1)

    def shown(second: int) -> bool:
        return datetime.fromtimestamp(second, zone).replace(tzinfo=None) >= wall

    return datetime.fromtimestamp(seconds[bisect_left(seconds, True, key=shown)], UTC)
