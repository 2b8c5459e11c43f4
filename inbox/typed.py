"""What forms carry as days, times and counts. Raises ValueRefused where it is none."""

from datetime import date, time

from flask import request

from crm.errors import ValueRefused

MOST_DIGITS = 4


def day(name: str = "day") -> date:
    """As a date field sends it."""
    try:
        return date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        raise ValueRefused("Name a day, as in 2026-09-05.") from None


def clock(name: str = "time") -> time | None:
    """As a time field sends it; nothing typed is none."""
    typed = request.values.get(name, "").strip()
    try:
        return time.fromisoformat(typed).replace(second=0, tzinfo=None) if typed else None
    except ValueError:
        raise ValueRefused("Name a time, as in 07:30, or leave it open.") from None


def count(name: str) -> int:
    """A number of seats, days, minutes."""
    found = number(name)
    if found is None:
        raise ValueRefused("Write numbers in digits, as in 12.")
    return found


def number(name: str) -> int | None:
    """The same, or none where nothing of the kind was typed."""
    typed = request.form.get(name, "").strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
    return int(typed) if is_number else None
