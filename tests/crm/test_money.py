"""Amounts: their digits, their parts, and how they are written and read."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import money
from crm.errors import AmountRefused, ValueRefused

CURRENCIES = ("KZT", "KES", "USD", "EUR", "RUB", "JPY", "KWD")
currencies = st.sampled_from(CURRENCIES)
units = st.integers(1, 10**12)


def test_the_table_and_the_rules_know_the_same_currencies(session: Session) -> None:
    rows = session.execute(text("SELECT code, exponent FROM currencies")).all()
    assert {row.code: row.exponent for row in rows} == {
        row.code: money.exponent(row.code) for row in rows
    }
    assert money.named(" kzt ") == "KZT"
    assert len(rows) > 150


@given(units, currencies)
def test_an_amount_survives_the_way_to_smallest_units_and_back(count: int, currency: str) -> None:
    amount = money.from_minor(count, currency)
    assert money.to_minor(amount, currency) == count


@given(units, currencies, st.sampled_from(("en", "ru")))
def test_what_is_shown_is_read_back_as_the_same_amount(
    count: int, currency: str, language: str
) -> None:
    amount = money.from_minor(count, currency)
    assert money.parse(money.text(amount, currency, language), currency) == amount
    assert Decimal(money.plain(amount, currency)) == amount


@given(units, currencies, st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_parts_sum_exactly_or_are_refused(count: int, currency: str, weights: list[int]) -> None:
    total = money.from_minor(count, currency)
    try:
        parts = money.split(total, [Decimal(weight) for weight in weights], currency)
    except AmountRefused:
        assert count < sum(weights) * len(weights)
        return
    assert sum(parts) == total
    assert all(money.check(part, currency) > 0 for part in parts)


@given(units, currencies, st.integers(1, 24))
def test_equal_parts_differ_by_the_smallest_unit_at_most(
    count: int, currency: str, parts: int
) -> None:
    if count < parts:
        return
    made = money.equal_parts(money.from_minor(count, currency), parts, currency)
    assert max(made) - min(made) in (0, money.quantum(currency))


def test_one_yen_is_not_paid_in_three_parts() -> None:
    with pytest.raises(AmountRefused, match="Make fewer"):
        money.equal_parts(Decimal(1), 3, "JPY")


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("225 000", "KZT", "225000"),
        ("225\u00a0000,50 ₸", "KZT", "225000.50"),
        ("KZT 450,000", "KZT", "450000"),
        ("1.250,5", "EUR", "1250.5"),
        ("1,250.5", "USD", "1250.5"),
        ("1.250", "KWD", "1.250"),
        ("1,250", "KZT", "1250"),
        ("1.250.000", "KZT", "1250000"),
        ("1,250,000", "JPY", "1250000"),
        ("12,34", "USD", "12.34"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed: str, currency: str, amount: str) -> None:
    assert money.parse(typed, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("10.5", "JPY"),
        ("10.555", "KZT"),
        ("1.2345", "KWD"),
        ("1.234,567", "USD"),
        ("ten", "KZT"),
        ("", "KZT"),
    ],
)
def test_what_is_no_amount_of_the_currency_is_refused(typed: str, currency: str) -> None:
    with pytest.raises(AmountRefused):
        money.parse(typed, currency)


def test_a_currency_that_is_none_is_refused() -> None:
    with pytest.raises(ValueRefused, match="no currency"):
        money.named("KZZ")


@pytest.mark.parametrize(
    ("amount", "currency", "language", "shown"),
    [
        ("450000", "KZT", "ru", "450 000 ₸"),
        ("450000", "KZT", "en", "KZT 450,000"),
        ("10.50", "USD", "ru", "10,50 $"),
        ("1000", "JPY", "en", "JPY 1,000"),
        ("1.5", "KWD", "ru", "1,500 KWD"),
    ],
)
def test_amounts_are_shown_with_their_currency(
    amount: str, currency: str, language: str, shown: str
) -> None:
    assert money.text(Decimal(amount), currency, language).replace("\u00a0", " ") == shown
