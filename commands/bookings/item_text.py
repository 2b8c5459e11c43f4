"""Lines of a booking as people type them, and as a file has them."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from crm import money
from crm.bookings.line import Line
from crm.errors import ItemRefused

EXAMPLE = """[
  {"kind": "flight", "title": "Almaty–Istanbul", "price": "180000", "quantity": 2,
   "from": "ALA", "to": "IST", "starts": "2027-05-12 08:30", "ends": "2027-05-12 12:10",
   "provider": "Air Astana", "ref": "K7PQ2M", "flight_number": "KC911"},
  {"kind": "hotel", "title": "Hotel Pera", "price": "45000", "quantity": 3,
   "starts": "2027-05-12", "ends": "2027-05-15", "provider": "Pera", "rooms": 1},
  {"kind": "discount", "title": "For old friends", "price": "-20000"}
]"""

NAMES = {
    "provider": "provider",
    "ref": "provider_ref",
    "starts": "starts_local",
    "ends": "ends_local",
    "zone": "timezone",
    "from": "from_place",
    "to": "to_place",
}
"""What is typed, and what the line calls it; other names are details of the kind."""

LISTS = ("includes",)
_TIMES = re.compile(r"\s+[x×х*]\s*([0-9]{1,4})\s*$")
_FORM = "Write it as 'hotel: Hotel Pera; 45000 x 3; starts=2027-05-12; ends=2027-05-15'."


def lines(typed: Sequence[str], file: str | None, currency: str) -> list[Line]:
    """The lines typed, then those of a JSON file. Raises ItemRefused, AmountRefused."""
    found = [_line(_pieces(one), currency) for one in typed]
    return [*found, *(_line(one, currency) for one in _of_file(file))]


def _pieces(typed: str) -> dict[str, Any]:
    """`kind: title; price x quantity; name=value; …` as a mapping."""
    head, *rest = [piece.strip() for piece in typed.split(";") if piece.strip()] or [""]
    kind, colon, title = head.partition(":")
    if not colon or not rest:
        raise ItemRefused("“%(typed)s” is no line. %(form)s", typed=typed, form=_FORM)
    price, times = rest[0], _TIMES.search(rest[0])
    found: dict[str, Any] = {"kind": kind.strip().lower(), "title": title.strip()}
    if times:
        price, found["quantity"] = price[: times.start()], int(times[1])
    found["price"] = price
    for piece in rest[1:]:
        name, equals, value = piece.partition("=")
        if not equals:
            raise ItemRefused(
                "%(title)s: “%(piece)s” says nothing. %(form)s",
                title=title.strip(),
                piece=piece,
                form=_FORM,
            )
        found[name.strip().lower()] = value.strip()
    return found


def _of_file(file: str | None) -> list[dict[str, Any]]:
    if file is None:
        return []
    try:
        found = json.loads(file)
    except ValueError as problem:
        raise ItemRefused("The file is no JSON: %(why)s.", why=str(problem)) from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ItemRefused("The file is no list of lines. `flask bookings item-example` prints one.")
    return found


def _line(given: dict[str, Any], currency: str) -> Line:
    left = dict(given)
    kind, title = str(left.pop("kind", "")), str(left.pop("title", ""))
    price = left.pop("price", None)
    if isinstance(price, float):
        raise ItemRefused(
            "%(title)s: write the price as text, “%(price)s”, to keep its digits.",
            title=title,
            price=price,
        )
    if price is None:
        raise ItemRefused("%(title)s: it has no price.", title=title or kind)
    values: dict[str, Any] = {}
    for name, column in NAMES.items():
        if name in left:
            values[column] = str(left.pop(name))
    for column in ("starts_local", "ends_local"):
        if column in values:
            values[column] = _local(title, values[column])
    quantity = str(left.pop("quantity", 1))
    if not quantity.isdecimal():
        raise ItemRefused("%(title)s: “%(typed)s” is no quantity.", title=title, typed=quantity)
    return Line(
        kind=kind,
        title=title,
        unit_price=_price(str(price), currency),
        quantity=int(quantity),
        details={name: _detail(name, value) for name, value in left.items()},
        **_airports(kind, values),
    )


def _price(typed: str, currency: str) -> Decimal:
    return money.parse(typed, currency)


def _detail(name: str, value: Any) -> Any:
    if name in LISTS and isinstance(value, str):
        return [piece.strip() for piece in value.split(",") if piece.strip()]
    return value


def _airports(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Of a flight, three letters are an airport; anything else is a place."""
    if kind != "flight":
        return values
    for end in ("from", "to"):
        place = values.get(f"{end}_place", "")
        if re.fullmatch("[A-Za-z]{3}", place):
            values[f"{end}_iata"] = values.pop(f"{end}_place")
    return values


def _local(title: str, typed: str) -> datetime:
    try:
        at = datetime.fromisoformat(typed)
    except ValueError:
        raise ItemRefused(
            "%(title)s: “%(typed)s” is no day or time. Write it as 2027-05-12 08:30.",
            title=title,
            typed=typed,
        ) from None
    if at.tzinfo is not None:
        raise ItemRefused(
            "%(title)s: write the local time, and its zone as zone=Asia/Almaty.", title=title
        )
    return at
