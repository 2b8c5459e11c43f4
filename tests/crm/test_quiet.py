"""Quiet hours: never quiet when allowed, never later than needed, whatever clocks do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from crm.quiet import Hours

ZONES = (
    "Asia/Almaty",
    "Africa/Nairobi",
    "America/Los_Angeles",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
)
instants = st.integers(1_546_300_800, 1_861_920_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
changes = st.sampled_from(
    [
        datetime(2026, 3, 8, 10, tzinfo=UTC),
        datetime(2026, 11, 1, 9, tzinfo=UTC),
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        datetime(2026, 4, 4, 15, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        datetime(2024, 2, 29, 18, tzinfo=UTC),
    ]
)
near_a_change = st.builds(
    lambda at, minutes: at + timedelta(minutes=minutes), changes, st.integers(-1500, 1500)
)
clocks = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
hours = st.builds(Hours, clocks, clocks, st.sampled_from(ZONES)).filter(
    lambda found: _width(found) <= 23 * 60
)
NIGHT = (time(21), time(9))


def _width(found: Hours) -> int:
    minutes = [one.hour * 60 + one.minute for one in (found.start, found.end)]
    return (minutes[1] - minutes[0]) % (24 * 60)


@settings(max_examples=400)
@given(hours, instants | near_a_change)
def test_the_first_allowed_instant_is_allowed_and_none_before_it_was(
    found: Hours, at: datetime
) -> None:
    first = found.allowed_from(at)
    assert first >= at
    assert not found.quiet_at(first)
    between = range(0, int((first - at).total_seconds()), 300)
    assert all(found.quiet_at(at + timedelta(seconds=second)) for second in between)
    if first > at:
        assert found.quiet_at(first - timedelta(seconds=1))


@settings(max_examples=400)
@given(hours, instants | near_a_change)
def test_the_last_allowed_minute_is_allowed_and_all_after_it_quiet(
    found: Hours, deadline: datetime
) -> None:
    last = found.latest_before(deadline)
    assert last <= deadline
    assert not found.quiet_at(last)
    between = range(60, int((deadline - last).total_seconds()) + 1, 300)
    assert all(found.quiet_at(last + timedelta(seconds=second)) for second in between)


@given(st.sampled_from(ZONES), clocks, instants)
def test_equal_ends_are_no_quiet_hours(zone: str, clock: time, at: datetime) -> None:
    found = Hours(clock, clock, zone)
    assert not found.quiet_at(at)
    assert found.allowed_from(at) == found.latest_before(at) == at


@pytest.mark.parametrize(
    ("zone", "at", "first"),
    [
        ("Asia/Almaty", "2026-08-04 23:30", "2026-08-05 09:00"),
        ("Africa/Nairobi", "2026-08-05 08:59", "2026-08-05 09:00"),
        ("America/Los_Angeles", "2026-03-08 01:30", "2026-03-08 09:00"),
        ("America/Los_Angeles", "2026-11-01 00:30", "2026-11-01 09:00"),
        ("Asia/Almaty", "2026-08-04 12:00", "2026-08-04 12:00"),
        ("Asia/Almaty", "2026-08-04 20:59", "2026-08-04 20:59"),
    ],
)
def test_a_message_of_the_night_goes_at_nine(zone: str, at: str, first: str) -> None:
    place = ZoneInfo(zone)
    asked = datetime.fromisoformat(at).replace(tzinfo=place)
    wanted = datetime.fromisoformat(first).replace(tzinfo=place)
    assert Hours(*NIGHT, zone).allowed_from(asked) == wanted


def test_an_end_that_the_clock_skips_counts_when_it_jumps() -> None:
    found = Hours(time(22), time(2, 30), "America/Los_Angeles")
    night = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert found.allowed_from(night) == datetime(2026, 3, 8, 10, 0, tzinfo=UTC)


def test_a_last_call_of_the_night_goes_in_the_evening_before() -> None:
    found = Hours(*NIGHT, "Asia/Almaty")
    deadline = datetime(2026, 8, 5, 3, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    wanted = datetime(2026, 8, 4, 20, 59, tzinfo=ZoneInfo("Asia/Almaty"))
    assert found.latest_before(deadline) == wanted
