"""How reports are told: spans, shares, differences, and a sentence that says a chart's finding."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Flask
from flask_babel import format_date, format_percent

from crm.statistics.answers import Hour
from crm.statistics.month import Month
from inbox import speech, times
from inbox.reports.tables import minutes
from pages.languages import gettext as _, ngettext


def register(app: Flask) -> None:
    """Let the templates speak of figures."""
    app.jinja_env.globals.update(
        month_name=month_name,
        month_short=month_short,
        share=share,
        points=points,
        whole_minutes=minutes,
        waited=waited,
        each_hour=each_hour,
        offset_word=offset_word,
        source_word=source_word,
        stage_word=lambda stage: str(speech.LEAD[stage]),
    )


def month_name(month: Month) -> str:
    """July 2026."""
    name = str(format_date(month.first, "LLLL y", rebase=False))
    return name[:1].upper() + name[1:]


def month_short(month: Month) -> str:
    """Jul."""
    return str(format_date(month.first, "LLL", rebase=False)).rstrip(".")


def share(part: float | None) -> str:
    """82 %; a dash where there is nothing to be a part of."""
    return "—" if part is None else str(format_percent(part, "#,##0 %"))


def points(part: float | None, before: float | None) -> str:
    """+9 points: how a share has changed."""
    if part is None or before is None:
        return ""
    difference = round(100 * part) - round(100 * before)
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return sign + ngettext("%(num)d point", "%(num)d points", abs(difference))


def waited(length: timedelta | None) -> str:
    """4 min; a dash where nobody was answered."""
    if length is None:
        return "—"
    return times.span(timedelta(minutes=minutes(length))) if length else _("under 1 min")


def each_hour(found: Sequence[Hour]) -> list[tuple[int, Hour | None]]:
    """From the first of these hours to the last, so that a chart of them leaves none out."""
    by_hour = {one.hour: one for one in found}
    return [(hour, by_hour.get(hour)) for hour in range(min(by_hour), max(by_hour) + 1)]


def offset_word(days: int) -> str:
    """7 days before; on the day; 2 days late."""
    if days == 0:
        return _("On the day")
    if days < 0:
        return ngettext("%(num)d day before", "%(num)d days before", -days)
    return ngettext("%(num)d day late", "%(num)d days late", days)


def source_word(name: str) -> str:
    """Where a lead came from."""
    return _("Advertisement") if name == "advertisement" else str(speech.SOURCES.get(name, name))
