"""A month is of the operator's days, whatever the server's."""

from datetime import UTC, date, datetime

import pytest

from crm.errors import NotFound
from crm.statistics import month
from crm.statistics.month import Month


def test_it_begins_with_the_local_midnight() -> None:
    july = Month(date(2026, 7, 1), "Asia/Almaty")
    assert july.begins == datetime(2026, 6, 30, 19, tzinfo=UTC)
    assert july.ends == datetime(2026, 7, 31, 19, tzinfo=UTC)


def test_months_are_counted_over_the_year() -> None:
    january = Month(date(2026, 1, 1), "UTC")
    assert str(january.back(1)) == "2025-12"
    assert january.back(12).first == date(2025, 1, 1)
    assert Month(date(2026, 12, 1), "UTC").after == date(2027, 1, 1)


def test_it_is_already_the_next_month_where_the_day_begins_earlier() -> None:
    at = datetime(2026, 7, 31, 20, tzinfo=UTC)
    assert str(month.of(at, "Asia/Almaty")) == "2026-08"
    assert str(month.of(at, "America/Los_Angeles")) == "2026-07"


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-07-01", "july"])
def test_what_is_no_month_is_not_found(text: str) -> None:
    with pytest.raises(NotFound):
        month.read(text, "UTC")
