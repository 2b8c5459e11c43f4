"""Holds: seats until a deadline, at a price that is frozen."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm.bookings import hold
from crm.errors import SeatsGone, StepRefused
from crm.models import Client, Lead, Organization, TourDeparture
from tests.booking_factories import make_booking, make_departure, make_tour
from tests.crm.bookings import steps
from tests.factories import NOW, make_client


def test_a_hold_takes_the_seats_until_a_day_from_now_and_two_hours_of_grace(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    assert booking.status == "hold"
    assert booking.hold_expires_at == NOW + timedelta(hours=24)
    assert booking.grace_until == NOW + timedelta(hours=26)
    assert steps.seats_of(session, departure) == 2


def test_a_hold_makes_the_lead_quoted_and_tells_the_client_but_no_guide(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    session.expire_all()
    assert session.get_one(Lead, booking.lead_id).status == "quoted"
    assert steps.told(session, booking) == ["booking_hold_created"]
    assert steps.guide_told(session, booking) == []


def test_a_hold_never_ends_after_the_departure_begins(
    session: Session, client: Client, organization: Organization
) -> None:
    tour = make_tour(session, organization)
    tomorrow = make_departure(
        session, tour, departure_date=(NOW + timedelta(days=1)).date(), departure_time=None
    )
    booking = steps.held(session, client, tomorrow)
    assert booking.hold_expires_at == tomorrow.starts_at - timedelta(hours=2)
    assert booking.grace_until == tomorrow.starts_at


def test_too_few_seats_leave_a_quote(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    other = make_client(session, session.get_one(Organization, client.organization_id))
    make_booking(session, other, departure, "confirmed", num_participants=9)
    booking = steps.quoted(session, client, departure)
    with pytest.raises(SeatsGone, match="1 seat is left, 2 wanted"):
        hold.place(session, booking, steps.AGENT, NOW)
    assert booking.status == "quote"
    assert steps.told(session, booking) == []


def test_a_price_no_longer_good_is_not_held(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    with pytest.raises(StepRefused, match="was good until"):
        hold.place(session, booking, steps.AGENT, NOW + timedelta(days=3))


def test_nothing_is_held_twice(session: Session, client: Client, departure: TourDeparture) -> None:
    booking = steps.held(session, client, departure)
    with pytest.raises(StepRefused, match="placing a hold is not possible"):
        hold.place(session, booking, steps.AGENT, NOW)
    assert steps.seats_of(session, departure) == 2


def test_a_hold_on_which_the_deposit_has_come_already_is_confirmed(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT)
    assert (booking.status, booking.needs_attention) == ("quote", "unexpected_payment")
    hold.place(session, booking, steps.AGENT, NOW)
    assert (booking.status, booking.needs_attention) == ("confirmed", None)
    assert steps.told(session, booking) == ["payment_received", "booking_confirmed"]
    assert steps.open_tasks(session, booking) == []


def test_a_hold_on_which_little_has_come_is_a_hold(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    steps.pay(session, booking, Decimal(1000))
    hold.place(session, booking, steps.AGENT, NOW)
    assert booking.status == "hold"
