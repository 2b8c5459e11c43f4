"""A trip in the client's calendar."""

import os
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy.orm import Session

from crm import booking_card, local_time
from crm.booking_card import Card
from crm.documents import calendar, issue
from tests import booking_factories as bookings, factories
from tests.crm.documents import trips
from tests.factories import NOW

ZONES = ("Asia/Almaty", "Africa/Nairobi", "America/Los_Angeles", "Pacific/Kiritimati", "UTC")
days = st.dates(date(2026, 9, 1), date(2030, 12, 31))
times = st.none() | st.times(time(0), time(23, 59)).map(
    lambda at: at.replace(second=0, microsecond=0)
)


def entry(card: Card) -> Any:
    """The one event of the file."""
    read = icalendar.Calendar.from_ical(calendar.trip(card, NOW))
    return next(part for part in read.walk("VEVENT"))


def card_of(
    session: Session, first: date, last: date, at: time | None, zone: str, **values: Any
) -> Card:
    """A confirmed booking on a departure from `first` to `last`."""
    organization = factories.make_organization(session)
    tour = bookings.make_tour(session, organization, **values)
    departure = bookings.make_departure(
        session, tour, departure_date=first, end_date=last, departure_time=at, timezone=zone
    )
    client = factories.make_client(session, organization)
    booking = bookings.make_booking(session, client, departure)
    return booking_card.read(session, booking)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days, st.integers(0, 20), times, st.sampled_from(ZONES))
def test_days_are_dates_and_times_carry_their_zone(
    session: Session, first: date, length: int, at: time | None, zone: str
) -> None:
    last = first + timedelta(days=length)
    card = card_of(session, first, last, at, zone)
    event = entry(card)
    text = calendar.trip(card, NOW).decode()
    if at is None:
        assert f"DTSTART;VALUE=DATE:{first:%Y%m%d}" in text
        assert f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}" in text
        assert "VTIMEZONE" not in text
        assert "TZID" not in text
        return
    assert event["dtstart"].dt.replace(tzinfo=None) == datetime.combine(first, at)
    assert event["dtend"].dt.date() == last + timedelta(days=1)
    if zone != "UTC":
        assert f"DTSTART;TZID={zone}" in text
        assert f"TZID:{zone}" in text


def test_a_session_ends_after_its_minutes(session: Session) -> None:
    day = date(2026, 9, 5)
    card = card_of(
        *(session, day, day, time(18), "Asia/Almaty"),
        kind="session",
        duration_days=None,
        duration_minutes=90,
    )
    event = entry(card)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=90)


def test_the_uid_stays_and_the_sequence_grows(session: Session) -> None:
    trip = trips.make(session)
    first = entry(booking_card.read(session, trip.booking))
    trip.booking.version += 1
    second = entry(booking_card.read(session, trip.booking))
    assert first["uid"] == second["uid"] == f"{trip.booking.public_id}@dreamland"
    assert second["sequence"] == first["sequence"] + 1


def test_it_reminds_a_day_before_and_names_the_place(session: Session) -> None:
    card = booking_card.read(session, trips.make(session).booking)
    text = calendar.trip(card, NOW).decode()
    assert "METHOD:PUBLISH" in text
    assert "TRIGGER:-P1D" in text
    event = entry(card)
    assert event["location"] == "Алматы, пр. Абая 10"
    assert event["status"] == "CONFIRMED"


def test_a_cancelled_trip_is_cancelled_in_the_calendar(session: Session) -> None:
    trip = trips.make(session, "cancelled")
    event = entry(booking_card.read(session, trip.booking))
    assert event["status"] == "CANCELLED"
    assert not event.walk("VALARM")


@pytest.fixture
def server_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A function that moves this process to another zone, as a server's setting would."""

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        clock.tzset()

    yield move
    monkeypatch.delenv("TZ", raising=False)
    os.environ.pop("TZ", None)
    clock.tzset()


def test_documents_and_calendar_say_the_same_wherever_the_server_stands(
    session: Session, server_zone: Any
) -> None:
    """T1: the local day and time never depend on the machine."""
    trip = trips.make(session)
    said = set()
    for zone in ("UTC", "Asia/Almaty", "America/Los_Angeles", "Pacific/Kiritimati"):
        server_zone(zone)
        session.expire_all()
        card = booking_card.read(session, trip.booking)
        voucher = issue.current_voucher(session, card, NOW)
        manifest = issue.manifest(session, trip.departure, NOW)
        assert "07:30 (Алматы, UTC+5)" in str(voucher.facts["rows"])
        assert voucher.facts["rows"][0] == manifest.facts["rows"][0]
        begins = entry(card)["dtstart"].dt
        assert begins.astimezone(UTC) == trip.departure.starts_at
        assert begins.astimezone(ZoneInfo("Asia/Almaty")).time() == time(7, 30)
        told = local_time.span_text(trip.booking.start_date, trip.booking.end_date, "ru")
        said.add((calendar.trip(card, NOW), str(voucher.facts), told))
    assert len(said) == 1
