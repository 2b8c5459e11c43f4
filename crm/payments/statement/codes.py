"""Booking codes in a statement's line: those that could be, and those nearly one."""

import re

from crm import booking_code
from crm.payments.statement.line import Line

_LIKE_ONE = re.compile(r"(?<![0-9A-Z])([A-Z]{3})[\s-]?((?=[A-Z]*[0-9])[0-9A-Z]{6})(?![0-9A-Z])")
_LIKE_ONE_DASHED = re.compile(r"(?<![0-9A-Z])([A-Z]{3})-([0-9A-Z]{6})(?![0-9A-Z])")


def written(line: Line) -> list[str]:
    """Every code that stands in a line, once, as the database would have it."""
    return list(dict.fromkeys(booking_code.find(_said(line))))


def mistyped(line: Line) -> str:
    """What was meant for a code and is none: with a dash or a digit; empty where nothing is."""
    plain = booking_code.folded(_said(line))
    found = _LIKE_ONE_DASHED.search(plain) or _LIKE_ONE.search(plain)
    return f"{found[1]}-{found[2]}" if found else ""


def are_near(typed: str, code: str) -> bool:
    """Whether one sign was written wrong, or two neighbours changed places."""
    if len(typed) != len(code):
        return False
    wrong = [place for place, sign in enumerate(typed) if sign != code[place]]
    if len(wrong) == 2:
        one, other = wrong
        return other == one + 1 and (typed[one], typed[other]) == (code[other], code[one])
    return len(wrong) == 1


def _said(line: Line) -> str:
    return " ; ".join((line.purpose, line.document, line.reference))
