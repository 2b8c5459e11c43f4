"""What only one kind of line has, checked: a flight's number, a hotel's rooms, a car's class.

Airport codes are checked against the library's list; a hotel's quantity is its nights and a
car's its days, so that dates and price cannot tell different stories.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import airportsdata
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crm.bookings.line import Line
from crm.errors import ItemRefused, Text


class _Details(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Flight(_Details):
    """Of a flight."""

    carrier: str | None = None
    flight_number: str | None = Field(default=None, pattern=r"^[A-Z0-9]{2,3} ?[0-9]{1,4}[A-Z]?$")
    cabin: str | None = None
    passengers: int | None = Field(default=None, ge=1)


class Hotel(_Details):
    """Of a hotel."""

    rooms: int | None = Field(default=None, ge=1)
    room_type: str | None = None
    board: str | None = None
    city: str | None = None


class Car(_Details):
    """Of a rented car."""

    vehicle: str | None = None
    driver_name: str | None = None
    driver_phone: str | None = None


class Transfer(Car):
    """Of a transfer."""

    capacity: int | None = Field(default=None, ge=1)


class Experience(_Details):
    """Of an experience."""

    category: str | None = None
    duration_hours: float | None = Field(default=None, gt=0)
    group_size: int | None = Field(default=None, ge=1)
    includes: list[str] = []


class Tour(_Details):
    """Of a tour, ours or somebody else's."""

    participants: int | None = Field(default=None, ge=1)


KINDS: Mapping[str, type[_Details]] = {
    "flight": Flight,
    "hotel": Hotel,
    "car": Car,
    "transfer": Transfer,
    "experience": Experience,
    "tour": Tour,
}
"""Kinds that are not here have no details of their own."""

_NIGHTS = Text("%(title)s: nights from %(first)s to %(last)s: %(count)s, not %(quantity)s.")
_DAYS = Text("%(title)s: days from %(first)s to %(last)s: %(count)s, not %(quantity)s.")
_MISSING = Text("%(title)s: “%(detail)s” is missing.")
_UNFIT = Text("%(title)s: “%(detail)s” cannot be so.")


def checked(line: Line) -> Line:
    """The line with its details and codes in order. Raises ItemRefused naming what is wrong."""
    shape = KINDS.get(line.kind, _Details)
    try:
        details = shape.model_validate(dict(line.details)).model_dump(exclude_none=True)
    except ValidationError as problem:
        raise _refusal(line, problem, shape) from None
    if line.kind in ("hotel", "car") and line.starts_local and line.ends_local:
        _require_days(line)
    start = _airport(line, "from")
    zone = line.timezone or (_airports()[start]["tz"] if start else None)
    return replace(
        line, details=details, timezone=zone, from_iata=start, to_iata=_airport(line, "to")
    )


def _require_days(line: Line) -> None:
    """Nights of a hotel, days of a car: as many as lie between its dates."""
    assert line.starts_local and line.ends_local  # noqa: S101  (the caller has looked)
    days = (line.ends_local.date() - line.starts_local.date()).days
    if line.quantity != max(days, 1):
        message = _NIGHTS if line.kind == "hotel" else _DAYS
        raise ItemRefused(
            message,
            title=line.title,
            first=line.starts_local.date(),
            last=line.ends_local.date(),
            count=max(days, 1),
            quantity=line.quantity,
        )


def _airport(line: Line, end: str) -> str | None:
    code: str | None = line.from_iata if end == "from" else line.to_iata
    if code is None:
        return None
    if line.kind != "flight":
        raise ItemRefused("%(title)s: only a flight has airports.", title=line.title)
    if code.upper() not in _airports():
        raise ItemRefused(
            "%(title)s: “%(code)s” is no airport. Write its three letters.",
            title=line.title,
            code=code,
        )
    return code.upper()


@cache
def _airports() -> Mapping[str, Any]:
    known: Mapping[str, Any] = airportsdata.load("IATA")
    return known


def _refusal(line: Line, problem: ValidationError, shape: type[_Details]) -> ItemRefused:
    finding = problem.errors(include_url=False)[0]
    name = ".".join(str(part) for part in finding["loc"])
    if finding["type"] == "extra_forbidden":
        return ItemRefused(
            "%(title)s: it has no detail “%(detail)s”.",
            hint="(known: %(known)s)",
            title=line.title,
            detail=name,
            known=", ".join(shape.model_fields) or "none",
        )
    message = _MISSING if finding["type"] == "missing" else _UNFIT
    return ItemRefused(
        message,
        hint="%(why)s.",
        title=line.title,
        detail=name,
        why=finding["msg"],
    )
