"""Settings of an organization that bookings, payments and documents follow, each as typed.

A reader takes what a person typed and gives the columns it means; what makes no sense is
refused with a sentence (ValueRefused) and changes nothing.
"""

import re
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from crm import money, phone
from crm.errors import PhoneInvalid, Text, ValueRefused
from crm.models.organization import ASSIGNMENTS

Values = dict[str, Any]

LONGEST_LINK = 500
LONGEST_DETAILS = 1000
MOST_REMINDERS = 10
FARTHEST_REMINDER = 90
"""Days from a due date."""
LEAST_CONTRAST = 3.0
"""Of the brand's colour on white paper (WCAG for large text and lines)."""

_PLACE = re.compile(r"\{[^{}]*\}")
_MINUTES = Text("“%(part)s” is no number of minutes between %(least)s and %(most)s.")
_HOURS = Text("“%(part)s” is no number of hours between %(least)s and %(most)s.")
_DAYS = Text("“%(part)s” is no number of days between %(least)s and %(most)s.")
_YES, _NO = ("yes", "on", "true", "да"), ("no", "off", "false", "нет")


def office_phone(typed: str, region: str) -> Values:
    """The number for clients who are on their way; empty for none. `region` is ISO 3166."""
    if not typed.strip():
        return {"office_phone": None}
    try:
        return {"office_phone": phone.parse(typed, region)}
    except PhoneInvalid as problem:
        raise ValueRefused(problem.message, part=typed) from None


def _whole(
    column: str, least: int, most: int, message: Text, factor: int = 1, hint: str = ""
) -> Callable[..., Values]:
    """A reader of a whole number between two bounds, kept `factor` times as large."""

    def read(typed: str) -> Values:
        plain = typed.strip()
        if not re.fullmatch("[0-9]{1,6}", plain) or not least <= int(plain) <= most:
            raise ValueRefused(message, hint=hint, part=typed, least=least, most=most)
        return {column: int(plain) * factor}

    return read


def _yes_or_no(column: str) -> Callable[..., Values]:
    def read(typed: str) -> Values:
        plain = typed.strip().lower()
        if plain not in (*_YES, *_NO):
            raise ValueRefused("“%(part)s” is neither yes nor no.", part=typed)
        return {column: plain in _YES}

    return read


def _deposit_percent(typed: str) -> Values:
    try:
        percent = Decimal(typed.strip().rstrip("%").replace(",", "."))
    except InvalidOperation:
        percent = Decimal(-1)
    if not 0 <= percent <= 100 or percent != percent.quantize(Decimal("0.01")):
        raise ValueRefused(
            "“%(part)s” is no percentage. Write a number from 0 to 100, as in 50.", part=typed
        )
    return {"deposit_percent": percent}


def _reminder_offsets(typed: str) -> Values:
    """`-7,-3,0,2`, days from the due date; `off` for none."""
    if typed.strip().lower() == "off":
        return {"reminder_offsets": []}
    parts = re.sub("[−–]", "-", typed).replace(",", " ").split()
    if not parts or not all(re.fullmatch(r"[+-]?[0-9]{1,3}", part) for part in parts):
        raise ValueRefused(
            "“%(part)s” are no days from a due date. Write them as -7, -3, 0, 2.",
            hint="Or say off.",
            part=typed,
        )
    days = sorted({int(part) for part in parts})
    if len(days) > MOST_REMINDERS or max(-days[0], days[-1]) > FARTHEST_REMINDER:
        raise ValueRefused(
            "At most %(most)s reminders, none more than %(days)s days from the due date.",
            most=MOST_REMINDERS,
            days=FARTHEST_REMINDER,
        )
    return {"reminder_offsets": days}


def _reminder_time(typed: str) -> Values:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", typed.strip())
    if found is None:
        raise ValueRefused("“%(part)s” is no time of a day. Write it as 10:00.", part=typed)
    return {"reminder_time": time(int(found[1]), int(found[2]))}


def _overdue_cancel_days(typed: str) -> Values:
    if typed.strip().lower() == "never":
        return {"overdue_cancel_days": None}
    return _whole("overdue_cancel_days", 1, 365, _DAYS, hint="Or say never.")(typed)


def _assignment(typed: str) -> Values:
    policy = typed.strip().lower().replace("-", "_")
    if policy not in ASSIGNMENTS:
        raise ValueRefused("Conversations are given by_hand, in_turn, or to the last_agent.")
    return {"assignment": policy}


def _payment_link(typed: str) -> Values:
    """The operator's own link; empty for none."""
    link = typed.strip()
    if not link:
        return {"payment_link": None}
    unknown = [place for place in _PLACE.findall(link) if place not in ("{code}", "{amount}")]
    if unknown or set("{}") & set(_PLACE.sub("", link)):
        raise ValueRefused("A payment link is filled in at {code} and {amount}, and nowhere else.")
    try:
        parts = urlsplit(link)
    except ValueError:
        parts = urlsplit("")
    host = parts.hostname or ""
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", host):
        raise ValueRefused(
            "“%(part)s” is no address of a page. Write it as "
            "https://pay.example.com/?order={code}&sum={amount}.",
            part=typed,
        )
    if re.search(r"\s", link) or len(link) > LONGEST_LINK:
        raise ValueRefused(
            "A payment link has no spaces and at most %(most)s characters.", most=LONGEST_LINK
        )
    return {"payment_link": link}


def _payment_details(typed: str) -> Values:
    r"""Bank details, a line each; `\n` begins a new one. Empty for none."""
    lines = [" ".join(line.split()) for line in typed.replace("\\n", "\n").splitlines()]
    details = "\n".join(line for line in lines if line)
    if len(details) > LONGEST_DETAILS:
        raise ValueRefused("Bank details have at most %(most)s characters.", most=LONGEST_DETAILS)
    return {"payment_details": details or None}


def _brand_color(typed: str) -> Values:
    found = re.fullmatch("#?([0-9a-fA-F]{6})", typed.strip())
    if found is None:
        raise ValueRefused("“%(part)s” is no colour. Write six digits, as in #0B6B5D.", part=typed)
    if _contrast(found[1]) < LEAST_CONTRAST:
        raise ValueRefused(
            "“%(part)s” is too light to be read on white paper. Choose a darker one.", part=typed
        )
    return {"brand_color": f"#{found[1].upper()}"}


def _contrast(digits: str) -> float:
    """Between the colour and white, from 1 to 21."""
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


READERS: Mapping[str, Callable[[str], Values]] = {
    "assignment": _assignment,
    "default_currency": lambda typed: {"default_currency": money.named(typed)},
    "answer_within_minutes": _whole("answer_within_minutes", 1, 1440, _MINUTES),
    "hold_minutes": _whole("hold_minutes", 10, 43_200, _MINUTES),
    "hold_hours": _whole("hold_minutes", 1, 720, _HOURS, 60),
    "grace_minutes": _whole("grace_minutes", 0, 10_080, _MINUTES),
    "deposit_percent": _deposit_percent,
    "balance_due_days": _whole("balance_due_days", 0, 365, _DAYS),
    "quote_valid_days": _whole("quote_valid_days", 1, 365, _DAYS),
    "reminder_offsets": _reminder_offsets,
    "reminder_time": _reminder_time,
    "overdue_cancel_days": _overdue_cancel_days,
    "pays_on_site": _yes_or_no("pays_on_site"),
    "payment_link": _payment_link,
    "payment_details": _payment_details,
    "brand_color": _brand_color,
    "hide_prices": _yes_or_no("hide_prices"),
}
