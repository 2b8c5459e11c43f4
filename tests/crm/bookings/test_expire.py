"""Expiry: seats come back once, when time and grace are over and no money is on its way."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.bookings import expire
from crm.models import Client, Organization, TourDeparture
from crm.payments import claims
from tests.booking_factories import make_booking, make_payment
from tests.crm.bookings import steps
from tests.factories import NOW, make_client
from tests.invariants import broken, overdue

OVER = NOW + timedelta(hours=26)


@pytest.mark.parametrize("stage", [steps.held, steps.asked])
def test_a_hold_expires_when_its_grace_is_over_and_not_before(
    session: Session, client: Client, departure: TourDeparture, stage: object
) -> None:
    booking = stage(session, client, departure)  # type: ignore[operator]
    assert expire.expire_due(session, OVER - timedelta(seconds=1), 10) == 0
    assert expire.expire_due(session, OVER, 10) == 1
    assert (booking.status, booking.expired_at) == ("expired", OVER)
    assert steps.seats_of(session, departure) == 0
    assert steps.told(session, booking)[-1] == "hold_expired"
    assert overdue(session, OVER) == broken(session) == []


def test_what_expired_does_not_expire_again(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    assert expire.expire(session, booking, OVER)
    assert not expire.expire(session, booking, OVER)
    assert steps.events(session, booking).count("ttl") == 1


def test_a_payment_in_processing_keeps_the_seats_until_it_failed(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    payment = make_payment(session, booking, steps.DEPOSIT, status="processing")
    assert expire.expire_due(session, OVER, 10) == 0
    payment.status = "failed"
    assert expire.expire_due(session, OVER, 10) == 1


def test_an_open_claim_keeps_the_seats_until_a_person_was_told_that_it_waits(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    asked_at = OVER - timedelta(hours=1)
    claim = claims.open_claim(session, booking, source="words", now=asked_at)
    assert expire.expire_due(session, OVER, 10) == 0
    assert claims.escalate(session, asked_at + claims.GRACE) == 1
    assert expire.expire_due(session, asked_at + claims.GRACE, 10) == 1
    session.refresh(claim)
    assert claim.status == "expired"


def test_a_rejected_claim_keeps_nothing(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    claim = claims.open_claim(session, booking, source="words", now=NOW)
    claims.reject(session, claim, None, NOW)
    assert expire.expire_due(session, OVER, 10) == 1


def test_what_was_paid_in_part_is_left_to_a_person(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    steps.pay(session, booking, Decimal(50000))
    assert expire.expire_due(session, OVER, 10) == 1
    assert booking.needs_attention == "late_payment"
    assert steps.open_tasks(session, booking) == ["late_payment"]
    assert broken(session) == []


def test_nothing_more_is_asked_for(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    steps.asked(session, client, departure)
    expire.expire_due(session, OVER, 10)
    found = session.scalars(text("SELECT DISTINCT status FROM payment_installments")).all()
    assert found == ["cancelled"]


def test_a_batch_takes_those_that_wait_longest(
    session: Session, client: Client, organization: Organization, departure: TourDeparture
) -> None:
    bookings = [
        make_booking(
            session,
            make_client(session, organization),
            departure,
            "hold",
            hold_expires_at=NOW + timedelta(hours=hours),
            grace_until=NOW + timedelta(hours=hours),
        )
        for hours in (3, 1, 2)
    ]
    assert expire.expire_due(session, OVER, 2) == 2
    assert [booking.status for booking in bookings] == ["hold", "expired", "expired"]
