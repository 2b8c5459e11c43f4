"""Working hours: open or closed, the next opening, and how both are typed and said."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, strategies as st

from crm import hours
from crm.errors import ValueRefused

WEEK = {day: ["09:00", "18:00"] for day in hours.DAYS[:6]}
ALMATY = "Asia/Almaty"
ZONE = ZoneInfo(ALMATY)
SATURDAY_EVENING = datetime(2026, 9, 5, 14, 0, tzinfo=UTC)

CLOCKS = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30, 59)] + ["24:00"]
SPANS = st.lists(st.sampled_from(CLOCKS), min_size=2, max_size=2, unique=True).map(sorted)
WEEKS = st.dictionaries(st.sampled_from(hours.DAYS), SPANS, min_size=1)
ZONES = st.sampled_from(
    [
        "UTC",
        "Asia/Almaty",
        "Europe/Berlin",
        "America/New_York",
        "America/Asuncion",  # midnight is skipped in spring
        "Asia/Beirut",
        "Australia/Lord_Howe",  # half an hour of summer time
        "Pacific/Apia",  # had no 30 December 2011
    ]
)
INSTANTS = st.integers(-5 * 365 * 86400, 5 * 365 * 86400).map(
    lambda seconds: SATURDAY_EVENING + timedelta(seconds=3 * seconds)
)


@given(WEEKS, ZONES, INSTANTS)
def test_it_is_open_at_the_next_opening(
    week: dict[str, list[str]], zone: str, now: datetime
) -> None:
    opening = hours.next_opening(week, zone, now)
    assert opening is not None
    assert opening >= now
    assert opening.tzinfo is UTC
    assert hours.is_open(week, zone, opening)


@given(WEEKS, ZONES, INSTANTS, st.floats(0, 1, exclude_max=True))
def test_it_is_closed_until_the_next_opening(
    week: dict[str, list[str]], zone: str, now: datetime, share: float
) -> None:
    opening = hours.next_opening(week, zone, now)
    assert opening is not None
    assume(opening > now)
    assert not hours.is_open(week, zone, now + (opening - now) * share * 0.999)


@given(WEEKS, INSTANTS)
def test_without_clock_changes_the_wall_clock_decides(
    week: dict[str, list[str]], now: datetime
) -> None:
    local = now.astimezone(ZoneInfo("Asia/Tokyo"))
    opens, closes = week.get(hours.DAYS[local.weekday()], ["24:00", "24:00"])
    expected = opens <= local.strftime("%H:%M") < closes
    assert hours.is_open(week, "Asia/Tokyo", now) is expected


@pytest.mark.parametrize(
    ("minute", "expected"),
    [("08:59", False), ("09:00", True), ("17:59", True), ("18:00", False)],
)
def test_the_first_minute_is_open_and_the_last_is_not(minute: str, expected: bool) -> None:
    now = datetime.fromisoformat(f"2026-09-07T{minute}:00+05:00")
    assert hours.is_open(WEEK, ALMATY, now) is expected


def test_while_open_the_next_opening_is_now() -> None:
    now = datetime.fromisoformat("2026-09-07T10:30:00+05:00")
    assert hours.next_opening(WEEK, ALMATY, now) == now


def test_an_office_that_is_never_open_has_no_next_opening() -> None:
    assert hours.next_opening({}, ALMATY, SATURDAY_EVENING) is None
    assert not hours.is_open({}, ALMATY, SATURDAY_EVENING)


@pytest.mark.parametrize(
    ("zone", "span", "day", "opens", "closes"),
    [
        # The clocks skip 02:00 to 03:00: the opening counts from the skip on.
        ("Europe/Berlin", ["02:30", "04:00"], "2026-03-29", "01:00", "02:00"),
        # A closing that is skipped is the skip.
        ("Europe/Berlin", ["01:00", "02:30"], "2026-03-29", "00:00", "01:00"),
        # 02:30 comes twice: opened at the first, closed at the last.
        ("Europe/Berlin", ["02:30", "04:00"], "2026-10-25", "00:30", "03:00"),
        ("Europe/Berlin", ["01:00", "02:30"], "2026-10-24T23:00", "23:00", "01:30"),
        # Half an hour is skipped.
        ("Australia/Lord_Howe", ["02:10", "05:00"], "2026-10-03T15:00", "15:30", "18:00"),
    ],
)
def test_clock_changes_move_the_span_as_people_see_it(
    zone: str, span: list[str], day: str, opens: str, closes: str
) -> None:
    week = dict.fromkeys(hours.DAYS, span)
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    opening = hours.next_opening(week, zone, start - timedelta(minutes=1))
    assert opening is not None
    assert f"{opening:%H:%M}" == opens
    last = [m for m in range(600) if hours.is_open(week, zone, opening + timedelta(minutes=m))]
    assert f"{opening + timedelta(minutes=last[-1] + 1):%H:%M}" == closes
    assert last == list(range(len(last)))


def test_a_span_that_the_clocks_swallow_is_a_closed_day() -> None:
    now = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    opening = hours.next_opening({"sunday": ["02:10", "02:50"]}, "Europe/Berlin", now)
    assert opening == datetime(2026, 4, 5, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mon-sat 09:00-18:00; sun closed", WEEK),
        ("Monday–Saturday 9:00 – 18:00;", WEEK),
        ("sun CLOSED\nmon , tue-sat 09:00-18:00", WEEK),
        ("sun-mon 00:00-24:00", {"monday": ["00:00", "24:00"], "sunday": ["00:00", "24:00"]}),
        ("mon-sun closed", {}),
    ],
)
def test_hours_are_read_as_people_type_them(text: str, expected: dict[str, list[str]]) -> None:
    assert hours.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        (" ; ", " ; "),
        ("mon", "mon"),
        ("mon 09:00-18:00 late", "mon 09:00-18:00 late"),
        ("moon 09:00-18:00", "moon"),
        ("mo 09:00-18:00", "mo"),
        ("mon,,tue 09:00-18:00", ""),
        ("mon 9-18:00", "9"),
        ("mon 09:00-24:01", "24:01"),
        ("mon ٠٩:00-18:00", "٠٩:00"),
        ("mon 22:00-02:00", "22:00-02:00"),
        ("mon 09:00-09:00", "09:00-09:00"),
        ("mon-fri 09:00-18:00; tue closed", "tuesday"),
    ],
)
def test_hours_that_make_no_sense_are_refused_by_name(text: str, part: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        hours.parse(text)
    assert refusal.value.facts == {"part": part}


@given(WEEKS)
def test_typed_hours_are_kept_as_typed(week: dict[str, list[str]]) -> None:
    text = "; ".join(f"{day[:3]} {opens}-{closes}" for day, (opens, closes) in week.items())
    assert hours.parse(text) == week


@pytest.mark.parametrize(
    ("now", "english", "russian"),
    [
        ("2026-09-07T08:00", "09:00 today", "сегодня в 09:00"),
        ("2026-09-06T08:00", "09:00 tomorrow", "завтра в 09:00"),
        (
            "2026-09-05T19:00",
            "09:00 on Monday, September 7",
            "7 сентября (понедельник) в 09:00",
        ),
    ],
)
def test_an_opening_is_said_by_the_local_calendar(now: str, english: str, russian: str) -> None:
    instant = datetime.fromisoformat(f"{now}:00+05:00")
    opening = hours.next_opening({"monday": ["09:00", "18:00"]}, ALMATY, instant)
    assert hours.opening_text(opening, instant, ALMATY, "en") == english
    assert hours.opening_text(opening, instant, ALMATY, "ru") == russian


def test_an_office_that_is_never_open_promises_no_time() -> None:
    said = hours.opening_text(None, SATURDAY_EVENING, ALMATY, "ru")
    assert said == "в начале следующего рабочего дня"


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2026-08-04 10:00", 30, "2026-08-04 10:30"),
        ("2026-08-04 07:00", 30, "2026-08-04 09:30"),
        ("2026-08-04 17:30", 30, "2026-08-04 18:00"),
        ("2026-08-04 17:50", 30, "2026-08-05 09:20"),
        ("2026-08-04 19:00", 30, "2026-08-05 09:30"),
        ("2026-08-08 17:50", 30, "2026-08-10 09:20"),
        ("2026-08-04 10:00", 1440, "2026-08-06 16:00"),
    ],
)
def test_working_time_goes_by_only_while_the_office_is_open(
    start: str, minutes: int, expected: str
) -> None:
    began, ends = (datetime.fromisoformat(at).replace(tzinfo=ZONE) for at in (start, expected))
    assert hours.later(WEEK, ALMATY, began, timedelta(minutes=minutes)) == ends


def test_no_working_time_goes_by_where_every_day_is_closed() -> None:
    assert hours.later({}, ALMATY, SATURDAY_EVENING, timedelta(minutes=1)) is None
