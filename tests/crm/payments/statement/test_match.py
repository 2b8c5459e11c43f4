"""What makes a line the same line, and which booking it names."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from crm.payments.statement import codes
from crm.payments.statement.line import Line, marks
from tests.factories import NOW

LINE = Line(1, NOW.date(), Decimal("225000.00"), "KZT", payer="Мария", purpose="тур ALT-7K3M9Q")


def identity(line: Line) -> str:
    """The identity of a line that stands alone."""
    return marks([line])[line.number].identity


def test_a_reference_of_the_bank_is_the_identity() -> None:
    known = replace(LINE, reference="ft 1 ")
    assert identity(known) == "FT 1"
    assert identity(replace(known, purpose="other", number=9)) == "FT 1"


def test_a_booking_code_in_the_place_of_a_reference_is_none() -> None:
    deposit = replace(LINE, reference="ALT-7K3M9Q")
    balance = replace(deposit, number=2, day=LINE.day.replace(day=5))
    assert identity(deposit) != identity(balance)


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 7},
        {"amount": Decimal(225000)},
        {"payer": " МАРИЯ "},
        {"purpose": "тур  alt-7k3m9q"},
    ],
)
def test_another_export_leaves_the_identity(changed: dict[str, Any]) -> None:
    assert identity(replace(LINE, **changed)) == identity(LINE)


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": Decimal(1)},
        {"payer": "Анна"},
        {"document": "8"},
        {"is_outgoing": True},
        {"currency": "USD"},
        {"day": NOW.date().replace(day=1)},
    ],
)
def test_another_movement_has_another_identity(changed: dict[str, Any]) -> None:
    assert identity(replace(LINE, **changed)) != identity(LINE)


def test_identical_lines_without_a_reference_are_two_that_a_person_looks_at() -> None:
    first, second = marks([LINE, replace(LINE, number=2)]).values()
    assert (first.repeats, second.repeats) == (None, 1)
    assert first.identity != second.identity


def test_one_reference_twice_is_one_movement_and_with_another_amount_a_question() -> None:
    known = replace(LINE, reference="FT1")
    other = replace(known, number=3, amount=Decimal(5))
    _, same, differs = marks([known, replace(known, number=2), other]).values()
    assert (same.double_of, same.repeats) == (1, None)
    assert (differs.double_of, differs.repeats) == (None, 1)
    assert differs.identity != same.identity


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("бронь ALT-7K3M90", "ALT-7K3M90"),
        ("оплата АLТ 7К3М91", "ALT-7K3M91"),
        ("for summer tour altays", ""),
        ("по договору 12345678", ""),
    ],
)
def test_what_was_meant_for_a_code_is_told_from_words(said: str, typed: str) -> None:
    assert codes.mistyped(replace(LINE, purpose=said)) == typed


@pytest.mark.parametrize(
    ("typed", "is_near"),
    [
        ("ALT-7K3M9R", True),
        ("ALT-7K3MQ9", True),
        ("ALT-7K3M9Q", False),
        ("ALT-7K3MRR", False),
        ("ALT-7K3M9", False),
    ],
)
def test_one_wrong_sign_or_two_that_changed_places(typed: str, is_near: bool) -> None:
    assert codes.are_near(typed, "ALT-7K3M9Q") == is_near
