"""Times as an agent reads them: in the operator's zone, in the words of the page's language."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask_babel import format_date, format_datetime, get_locale, get_timezone

from pages.languages import gettext as _

WEEK = timedelta(days=6)


def clock(at: datetime) -> str:
    """10:24."""
    return str(format_datetime(at, "HH:mm"))


def moment(at: datetime, now: datetime) -> str:
    """The clock of today; another day's with its date."""
    if _local(at).date() == _local(now).date():
        return clock(at)
    return dated(at)


def dated(at: datetime) -> str:
    """3 Aug, 10:00."""
    return str(format_datetime(at, "d MMM, HH:mm"))


def whole_date(at: datetime) -> str:
    """3 August 2026."""
    return str(format_date(_local(at), "d MMMM y", rebase=False))


def short(at: datetime, now: datetime) -> str:
    """How the list tells it: now, 10:24, Mon, 4 Aug."""
    if timedelta(0) <= now - at < timedelta(minutes=1):
        return _("now")
    days = _local(now).date() - _local(at).date()
    if days == timedelta(0):
        return clock(at)
    form = "EEE" if timedelta(0) < days <= WEEK else "d MMM"
    return str(format_datetime(at, form))


def day(at: datetime, now: datetime) -> str:
    """The line between the days: Today, 4 August."""
    local = _local(at).date()
    days = (_local(now).date() - local).days
    written = format_date(local, "d MMMM" if abs(days) < 300 else "d MMMM y", rebase=False)
    if days == 0:
        return _("Today, %(day)s", day=written)
    if days == 1:
        return _("Yesterday, %(day)s", day=written)
    return f"{format_date(local, 'EEEE', rebase=False).capitalize()}, {written}"


def date_of(day: date) -> str:
    """A local day: 5 Sep 2026."""
    return str(format_date(day, "d MMM y", rebase=False))


def date_key(at: datetime) -> str:
    """The local date, to tell the days apart."""
    return _local(at).date().isoformat()


def span(length: timedelta) -> str:
    """A length of time: 23 h 54 min, 7 min, 3 d."""
    minutes = max(0, int(abs(length).total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return _("%(days)d d", days=hours // 24)
    if hours:
        return _("%(hours)d h %(minutes)d min", hours=hours, minutes=minutes)
    return _("%(minutes)d min", minutes=minutes)


def rough(length: timedelta) -> str:
    """A length of time where there is little room: 41 min, 8 h, 3 d."""
    hours = int(abs(length).total_seconds()) // 3600
    return _("%(hours)d h", hours=hours) if 1 <= hours < 48 else span(length)


def local_clock(now: datetime, zone: str) -> str:
    """What the clock shows where the client is."""
    return now.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def place(zone: str) -> str:
    """The city a zone is named for, in the language of the page."""
    return str(get_timezone_location(zone, locale=get_locale(), return_city=True))


def _local(at: datetime) -> datetime:
    return at.astimezone(get_timezone())
