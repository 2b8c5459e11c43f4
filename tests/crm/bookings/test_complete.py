"""Completing: a trip that is over by its own clock, paid or payable on the spot."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from crm.bookings import complete
from crm.bookings.machine import SYSTEM
from crm.errors import StepRefused
from crm.models import Booking, Client, Organization, TourDeparture
from crm.payments import ledger
from tests.booking_factories import make_booking
from tests.crm.bookings import steps
from tests.invariants import broken

OVER = datetime(2026, 9, 7, 19, tzinfo=UTC)
"""Midnight after the third day in Almaty."""


def paid(session: Session, client: Client, departure: TourDeparture) -> Booking:
    """A trip paid in full."""
    booking = steps.asked(session, client, departure)
    steps.pay(session, booking, steps.TOTAL)
    return booking


def test_a_paid_trip_is_completed_when_its_last_day_is_over_there(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = paid(session, client, departure)
    assert complete.complete_due(session, OVER - timedelta(seconds=1), 10) == 0
    assert complete.complete_due(session, OVER, 10) == 1
    assert (booking.status, booking.completed_at) == ("completed", OVER)
    assert ledger.balance(session, booking, ledger.REVENUE) == steps.TOTAL
    assert ledger.balance(session, booking, ledger.DEFERRED) == 0
    assert steps.seats_of(session, departure) == 2
    assert broken(session) == []


def test_what_is_not_paid_waits_for_a_person(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    assert complete.complete_due(session, OVER, 10) == 0
    with pytest.raises(StepRefused, match="not paid in full"):
        complete.complete(session, booking, SYSTEM, OVER)


def test_what_is_paid_on_the_spot_is_completed_unpaid(
    session: Session, client: Client, departure: TourDeparture, organization: Organization
) -> None:
    organization.pays_on_site = True
    booking = steps.confirmed(session, client, departure)
    assert complete.complete_due(session, OVER, 10) == 1
    assert ledger.balance(session, booking, ledger.RECEIVABLE) == steps.TOTAL - steps.DEPOSIT
    assert broken(session) == []


def test_nothing_is_completed_before_its_end(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = paid(session, client, departure)
    with pytest.raises(StepRefused, match="ends on 2026-09-07"):
        complete.complete(session, booking, SYSTEM, OVER - timedelta(hours=1))


def test_the_day_is_that_of_the_departures_zone(session: Session, client: Client) -> None:
    for zone, ends in (
        ("Pacific/Kiritimati", datetime(2026, 9, 7, 10, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 9, 8, 7, tzinfo=UTC)),
    ):
        booking = make_booking(session, client, status="paid", timezone=zone)
        assert complete.complete_due(session, ends - timedelta(seconds=1), 10) == 0
        assert complete.complete_due(session, ends, 10) == 1
        assert booking.status == "completed"
