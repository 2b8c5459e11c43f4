"""Confirming without a payment: a manager's step, with seats in the same transaction."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm.bookings import confirm
from crm.errors import SeatsGone, StepRefused
from crm.models import Client, Lead, Organization, TourDeparture
from crm.payments import ledger, schedule
from tests.booking_factories import make_booking
from tests.crm.bookings import steps
from tests.factories import NOW, make_client
from tests.invariants import broken


def test_a_manager_confirms_a_quote_without_a_deposit(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    confirm.by_agent(session, booking, steps.manager(session, booking), NOW)
    session.expire_all()
    assert booking.status == "confirmed"
    assert steps.seats_of(session, departure) == 2
    assert session.get_one(Lead, booking.lead_id).status == "won"
    assert steps.told(session, booking) == ["booking_confirmed"]
    assert steps.guide_told(session, booking) == [(departure.guide_id, "created")]
    assert ledger.balance(session, booking, ledger.RECEIVABLE) == steps.TOTAL
    assert sum(part.amount for part in schedule.owed(session, booking)) == steps.TOTAL
    assert broken(session) == []


def test_without_seats_it_stays_a_quote(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    other = make_client(session, session.get_one(Organization, client.organization_id))
    make_booking(session, other, departure, "confirmed", num_participants=10)
    booking = steps.quoted(session, client, departure)
    with pytest.raises(SeatsGone):
        confirm.by_agent(session, booking, steps.manager(session, booking), NOW)
    assert booking.status == "quote"


def test_only_a_quote_whose_price_is_good_is_confirmed_so(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    with pytest.raises(StepRefused, match="no longer good"):
        confirm.by_agent(session, booking, steps.manager(session, booking), NOW + timedelta(days=3))
    held = make_booking(session, client, departure, "hold")
    with pytest.raises(StepRefused, match="confirming without payment is not possible"):
        confirm.by_agent(session, held, steps.manager(session, held), NOW)


def test_what_was_paid_for_the_quote_already_makes_it_paid(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    steps.pay(session, booking, steps.TOTAL + Decimal(1))
    confirm.by_agent(session, booking, steps.manager(session, booking), NOW)
    assert (booking.status, booking.needs_attention) == ("paid", "overpaid")
    assert broken(session) == []
