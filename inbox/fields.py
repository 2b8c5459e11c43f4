"""What was typed into a form's fields, as amounts, days and numbers. Raises ValueRefused."""

from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from crm.errors import NotFound, ValueRefused

Form = Mapping[str, str]

LONGEST = 9
"""Digits of a number."""
FEW = 4
"""Of seats, days, minutes."""


def words(form: Form, name: str) -> str | None:
    """A line of text; None where nothing was typed."""
    return form.get(name, "").strip() or None


def count(form: Form, name: str, otherwise: int | None = None, digits: int = LONGEST) -> int:
    """A whole number."""
    typed = form.get(name, "").strip()
    if not typed and otherwise is not None:
        return otherwise
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > digits:
        raise ValueRefused("“%(typed)s” is no number. Write it in digits.", typed=typed)
    return int(typed)


def number(form: Form, name: str) -> int:
    """The number of a row. Raises NotFound for what is none."""
    typed = form.get(name, "")
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > LONGEST:
        raise NotFound("There is no such row.")
    return int(typed)


def day(form: Form, name: str) -> date:
    """A local day, as browsers send one."""
    found = day_or_none(form, name)
    if found is None:
        raise ValueRefused("Name the day.")
    return found


def day_or_none(form: Form, name: str) -> date | None:
    """A local day; None where none was named."""
    typed = form.get(name, "").strip()
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise ValueRefused("“%(typed)s” is no day. Write it as 2027-05-12.", typed=typed) from None


def clock(form: Form, name: str) -> time | None:
    """A time as a time field sends it; None where nothing was typed."""
    typed = form.get(name, "").strip()
    try:
        return time.fromisoformat(typed).replace(second=0, tzinfo=None) if typed else None
    except ValueError:
        raise ValueRefused("Name a time, as in 07:30, or leave it open.") from None


def local_time(form: Form, name: str) -> datetime | None:
    """A day with a time as a clock there shows it; None where nothing was typed."""
    typed = form.get(name, "").strip()
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        raise ValueRefused(
            "“%(typed)s” is no day or time. Write it as 2027-05-12 08:30.", typed=typed
        ) from None


def key(form: Form, name: str) -> UUID:
    """The id of a row as addresses have it. Raises NotFound for what is none."""
    try:
        return UUID(form.get(name, ""))
    except ValueError:
        raise NotFound("There is no such row.") from None
