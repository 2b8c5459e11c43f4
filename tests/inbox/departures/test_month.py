"""A month laid out from Monday on, and what an address calls a month."""

from datetime import date

import pytest
from flask import Flask

from inbox.departures.month import Month

TODAY = date(2026, 8, 4)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("2026-12", date(2026, 12, 1)),
        ("", date(2026, 8, 1)),
        ("2026-13", date(2026, 8, 1)),
        ("0001-01", date(2026, 8, 1)),
        ("٢٠٢٦-12", date(2026, 8, 1)),
    ],
)
def test_what_is_no_month_is_the_one_of_today(typed: str, first: date) -> None:
    assert Month.of(typed, TODAY).first == first


def test_a_year_ends_and_begins() -> None:
    month = Month.of("2026-12", TODAY)
    assert (month.last, month.next.key, month.previous.key) == (
        date(2026, 12, 31), "2027-01", "2026-11",
    )  # fmt: skip


def test_weeks_are_whole_and_begin_on_monday() -> None:
    weeks = Month.of("2026-08", TODAY).weeks([])
    assert [len(week) for week in weeks] == [7] * 6
    assert weeks[0][0].date == date(2026, 7, 27)
    assert [day.is_inside for day in weeks[0]] == [False] * 5 + [True] * 2


def test_it_is_named_in_the_language_of_the_page(app: Flask) -> None:
    for language, title, monday in (("en", "August 2026", "Mon"), ("ru", "август 2026", "пн")):
        with app.test_request_context(f"/inbox/?lang={language}"):
            month = Month.of("2026-08", TODAY)
            assert (month.title, month.weekdays[0][0]) == (title, monday)
