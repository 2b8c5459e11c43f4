"""The session window: open until five minutes before the day is over."""

from datetime import timedelta

import pytest

from crm import window
from tests.factories import NOW


@pytest.mark.parametrize(
    ("age", "is_open"),
    [
        (timedelta(0), True),
        (timedelta(hours=23, minutes=54, seconds=59), True),
        (timedelta(hours=23, minutes=55), False),
        (timedelta(hours=24), False),
    ],
)
def test_it_closes_at_23_hours_55(age: timedelta, is_open: bool) -> None:
    found = window.of(NOW - age, NOW)
    assert found.is_open is is_open
    assert found.left == timedelta(hours=23, minutes=55) - age
    assert found.closes_at == NOW + found.left


def test_it_never_opened_for_someone_who_never_wrote() -> None:
    found = window.of(None, NOW)
    assert (found.is_open, found.closes_at, found.left) == (False, None, timedelta(0))
