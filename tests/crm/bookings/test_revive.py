"""An agent takes the seats again for money that came late, or gives more time for what is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm.bookings import outcome, terms
from crm.errors import SeatsGone, StepRefused
from crm.models import Client, TourDeparture
from tests.booking_factories import make_booking, make_installment
from tests.crm.bookings import steps
from tests.factories import NOW


def test_money_that_came_late_takes_the_seats_again(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = make_booking(session, client, departure, "expired")
    departure.status = "closed"
    session.flush()
    steps.pay(session, booking, steps.DEPOSIT)
    assert steps.open_tasks(session, booking) == ["late_payment"]
    departure.status = "open"
    session.flush()
    outcome.revive(session, booking, steps.AGENT, NOW)
    assert (booking.status, booking.needs_attention) == ("confirmed", None)
    session.refresh(departure)
    assert departure.seats_taken == 2
    assert steps.open_tasks(session, booking) == []
    assert steps.told(session, booking)[-1] in ("booking_confirmed", "trip_details")


def test_too_little_takes_no_seats(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = make_booking(session, client, departure, "expired")
    steps.pay(session, booking, Decimal(1000))
    with pytest.raises(StepRefused, match="less than its deposit"):
        outcome.revive(session, booking, steps.AGENT, NOW)


def test_seats_that_were_sold_do_not_come_back(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = make_booking(session, client, departure, "expired")
    departure.status = "closed"
    session.flush()
    steps.pay(session, booking, steps.DEPOSIT)
    with pytest.raises(SeatsGone, match="cannot have its seats again"):
        outcome.revive(session, booking, steps.AGENT, NOW)
    assert booking.status == "expired"


def test_only_an_expired_booking_is_revived(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    with pytest.raises(StepRefused, match="is confirmed"):
        outcome.revive(session, booking, steps.AGENT, NOW)


def test_every_late_part_has_its_new_day(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = make_booking(session, client, departure)
    day, today = NOW.date() + timedelta(days=5), NOW.date()
    late = [
        make_installment(session, booking, seq=seq, due_date=today - timedelta(days=seq))
        for seq in (1, 2)
    ]
    terms.give_time_for_late(session, booking, day, steps.AGENT, NOW)
    assert [part.due_date for part in late] == [day, day]
    with pytest.raises(StepRefused, match="is late any more"):
        terms.give_time_for_late(session, booking, day, steps.AGENT, NOW)
