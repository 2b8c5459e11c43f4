"""A rehearsal says what a step will do, and leaves nothing of it."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.bookings import cancel, hold, quote, rehearsal
from crm.errors import SeatsGone
from crm.models import Booking, Client, Organization, TourDeparture
from tests.crm.bookings import steps
from tests.factories import NOW


def test_a_hold_is_told_with_its_deadline_and_its_message(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    before = (booking.status, booking.version, departure.seats_taken)

    def step() -> Booking:
        hold.place(session, booking, steps.AGENT, NOW)
        return booking

    outcome = rehearsal.of(session, step, NOW)
    assert (outcome.status, outcome.total) == ("hold", steps.TOTAL)
    assert outcome.deposit == steps.DEPOSIT
    assert outcome.held_until is not None
    assert outcome.messages[0].template_name == "booking_hold_created"
    assert (booking.status, booking.version, departure.seats_taken) == before
    assert steps.told(session, booking) == []


def test_a_booking_that_is_not_there_yet_can_be_rehearsed(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    def step() -> Booking:
        wish = quote.Wish(3, departure=departure)
        made = quote.create(session, organization, client, wish, steps.AGENT, NOW)
        hold.place(session, made, steps.AGENT, NOW)
        return made

    assert rehearsal.of(session, step, NOW).total == 675000
    assert session.scalar(select(func.count()).select_from(Booking)) == 0


def test_cancelling_tells_the_guide_and_what_stays_paid(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)

    def step() -> Booking:
        fee = Decimal(25000)
        cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW, fee=fee)
        return booking

    outcome = rehearsal.of(session, step, NOW)
    assert (outcome.status, outcome.paid) == ("cancelled", steps.DEPOSIT)
    assert booking.status == "confirmed"


def test_what_the_step_refuses_is_raised(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure, people=2)
    departure.capacity = 1
    session.flush()

    def step() -> Booking:
        hold.place(session, booking, steps.AGENT, NOW)
        return booking

    with pytest.raises(SeatsGone):
        rehearsal.of(session, step, NOW)
