"""What only one kind of line has: checked, or refused with the fault named."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from crm.bookings import item_details, items
from crm.bookings.line import Line
from crm.errors import AmountRefused, ItemRefused


def line(kind: str, **values: Any) -> Line:
    """A line of 100 tenge."""
    return Line(**{"kind": kind, "title": "Line", "unit_price": Decimal(100), **values})


def day(number: int, hour: int = 12) -> datetime:
    """A moment in September as a clock there shows it."""
    return datetime(2026, 9, number, hour)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("flight", {"from_iata": "ala", "to_iata": "NBO", "provider_ref": "X7K2PQ",
                    "details": {"flight_number": "KC 941", "cabin": "economy"}}),
        ("hotel", {"quantity": 3, "starts_local": day(1, 14), "ends_local": day(4, 11),
                   "details": {"rooms": 2, "board": "BB"}}),
        ("car", {"quantity": 2, "starts_local": day(1), "ends_local": day(3),
                 "details": {"vehicle": "Toyota Prado"}}),
        ("transfer", {"from_place": "Аэропорт", "details": {"capacity": 6}}),
        ("experience", {"details": {"duration_hours": 2.5, "includes": ["обед"]}}),
        ("tour", {"quantity": 4, "details": {"participants": 4}}),
        ("fee", {}),
        ("tax", {}),
        ("discount", {"unit_price": Decimal(-100)}),
        ("adjustment", {"unit_price": Decimal(-100)}),
        ("adjustment", {}),
    ],
)  # fmt: skip
def test_each_kind_takes_what_is_its_own(kind: str, values: dict[str, Any]) -> None:
    checked = items.check(line(kind, **values), "KZT")
    assert dict(checked.details) == values.get("details", {})
    assert checked.from_iata in (None, "ALA")


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("cruise", {}, "is no kind of line"),
        ("fee", {"title": " "}, "needs a title"),
        ("fee", {"quantity": 0}, "at least 1"),
        ("fee", {"unit_price": Decimal(-1)}, "only a discount or an adjustment"),
        ("discount", {}, "write it as -5000"),
        ("tour", {"starts_local": day(2), "ends_local": day(1)}, "ends before it begins"),
        ("flight", {"details": {"flight_number": "?"}}, "flight_number"),
        ("flight", {"details": {"rooms": 2}}, "no detail “rooms”"),
        ("fee", {"details": {"rooms": 2}}, "known: none"),
        ("flight", {"from_iata": "QQQ"}, "“QQQ” is no airport"),
        ("hotel", {"from_iata": "ALA"}, "only a flight has airports"),
        ("hotel", {"quantity": 2, "starts_local": day(1), "ends_local": day(4)},
         ": 3, not 2"),
        ("car", {"quantity": 2, "starts_local": day(1), "ends_local": day(1, 18)},
         ": 1, not 2"),
        ("hotel", {"details": {"rooms": 0}}, "rooms"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_fault(
    kind: str, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(ItemRefused, match=said):
        items.check(line(kind, **values), "KZT")


def test_an_amount_has_the_digits_of_its_currency() -> None:
    with pytest.raises(AmountRefused):
        items.check(line("fee", unit_price=Decimal("0.5")), "JPY")
    assert items.check(line("fee", unit_price=Decimal("0.125")), "KWD").amount == Decimal("0.125")


def test_the_kinds_with_details_are_kinds_of_lines() -> None:
    for kind in item_details.KINDS:
        assert items.check(line(kind), "KZT").kind == kind


def test_a_flight_begins_by_the_clock_of_its_airport() -> None:
    flown = items.check(line("flight", from_iata="NBO", to_iata="ALA"), "KZT")
    assert flown.timezone == "Africa/Nairobi"
    said = items.check(line("flight", from_iata="NBO", timezone="Asia/Almaty"), "KZT")
    assert said.timezone == "Asia/Almaty"
