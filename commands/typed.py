"""Values as people type them for a command: days, times, a part of a schedule, a person."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import click

from crm import money
from crm.bookings.people import Person
from crm.errors import ValueRefused


class Day(click.ParamType[date]):
    """A local day: 2026-09-05 or 05.09.2026."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Refuses what is no day."""
        if isinstance(value, date):
            return value
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(value.strip(), form).date()  # noqa: DTZ007  (a day)
            except ValueError:
                continue
        raise click.BadParameter(f"“{value}” is no day. Write it as 2026-09-05.", ctx, param)


class Clock(click.ParamType[time]):
    """A local time: 07:30."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Refuses what is no time."""
        if isinstance(value, time):
            return value
        try:
            return time.fromisoformat(value.strip().zfill(5))
        except ValueError:
            raise click.BadParameter(
                f"“{value}” is no time. Write it as 07:30.", ctx, param
            ) from None


DAY = Day()
CLOCK = Clock()


def part(typed: str, currency: str) -> tuple[Decimal, date]:
    """A part of a schedule: `225000 on 2026-09-05`. Raises ValueRefused, AmountRefused."""
    amount, _, day = typed.rpartition(" on ")
    if not amount:
        raise ValueRefused(
            "“%(typed)s” is no part. Write it as “225000 on 2026-09-05”.", typed=typed
        )
    try:
        due = DAY.convert(day, None, None)
    except click.BadParameter as problem:
        raise ValueRefused("%(why)s", why=problem.message) from None
    return money.parse(amount, currency), due


def person(typed: str) -> Person:
    """Somebody who travels: `Асель Петрова, daughter, 9`. Raises ValueRefused."""
    pieces = [piece.strip() for piece in typed.split(",")]
    name, rest = pieces[0], [piece for piece in pieces[1:] if piece]
    ages = [piece for piece in rest if re.fullmatch(r"[0-9]{1,3}", piece)]
    words = [piece for piece in rest if piece not in ages]
    if len(ages) > 1 or len(words) > 1:
        raise ValueRefused(
            "“%(typed)s” is no person. Write a name, a relationship, an age.", typed=typed
        )
    return Person(name, words[0] if words else None, int(ages[0]) if ages else None)
