"""Lines that name one booking: which of them are what it owes, alone or together."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from crm.models import Booking
from crm.payments.statement import fit
from crm.payments.statement.line import Line, marks
from crm.payments.statement.owing import Owing
from tests.factories import NOW

TODAY = NOW.date()


def owes(*ends: int, paid: int = 0, status: str = "payment_pending") -> Owing:
    """A booking whose parts end at these sums."""
    booking = Booking(
        id=1,
        booking_code="ALT-234567",
        currency="KZT",
        status=status,
        total_amount=Decimal(ends[-1]),
    )
    return Owing(booking, "Мария", Decimal(paid), frozenset(map(Decimal, ends)), has_claim=False)


def lines_of(amounts: Sequence[int]) -> list[Line]:
    """A line of each amount, the first is line 1."""
    return [
        Line(number, TODAY, Decimal(amount), "KZT", reference=f"R{number}")
        for number, amount in enumerate(amounts, start=1)
    ]


def said(owing: Owing, *amounts: int) -> list[str]:
    """The reason of each line."""
    lines = lines_of(amounts)
    return [one.reason for one in fit.judge(owing, lines, marks(lines), [])]


@pytest.mark.parametrize(
    ("amounts", "reasons"),
    [
        ([225], ["fits"]),
        ([450], ["fits"]),
        ([225, 225], ["fits", "fits"]),
        ([225, 225, 225], ["fits", "fits", "nothing_due"]),
        ([100, 125], ["split", "split"]),
        ([100, 125, 225], ["split", "split", "fits"]),
        ([100, 7, 125], ["split", "amount_differs", "split"]),
        ([224], ["amount_differs"]),
        ([451], ["amount_differs"]),
        ([150, 150, 150], ["split", "split", "split"]),
    ],
)
def test_parts_the_whole_and_splits_are_seen(amounts: list[int], reasons: list[str]) -> None:
    assert said(owes(225, 450), *amounts) == reasons


def test_what_was_paid_before_counts() -> None:
    assert said(owes(225, 450, paid=100), 125) == ["fits"]
    assert said(owes(225, 450, paid=225), 225) == ["fits"]
    assert said(owes(225, 450, paid=450), 225) == ["nothing_due"]


def test_lines_of_a_split_name_each_other() -> None:
    lines = lines_of([100, 125])
    first, second = fit.judge(owes(225, 450), lines, marks(lines), [])
    assert "with line 2" in first.sentence
    assert "with line 1" in second.sentence


@given(
    st.lists(st.integers(1, 40), max_size=8), st.lists(st.integers(1, 60), min_size=1, max_size=3)
)
def test_what_is_matched_alone_ends_at_a_part(amounts: list[int], parts: list[int]) -> None:
    ends = [sum(parts[: place + 1]) for place in range(len(parts))]
    reasons = said(owes(*ends), *amounts)
    matched = [
        amount
        for amount, reason in zip(amounts, reasons, strict=True)
        if reason in ("fits", "split")
    ]
    assert sum(matched) in (0, *ends)
    assert len(reasons) == len(amounts)
