"""Several at once on what bookings share: a lead, a guide, and everything together."""

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm import departures, seats
from crm.bookings import change, confirm, expire, find, guides
from crm.bookings.machine import SYSTEM
from crm.models import Booking, Client, Lead, Organization, TourDeparture
from tests.booking_factories import make_departure, make_guide, make_tour
from tests.conftest import Rounds
from tests.crm.bookings import steps
from tests.crm.bookings.racing import (
    LATE,
    Sessions,
    Work,
    holds,
    make,
    pays,
    state,
    tries,
)
from tests.factories import NOW
from tests.race import at_once


def two_of_one_lead(sessions: Sessions) -> list[int]:
    """Two expired bookings of one lead, on a departure with seats for both."""
    departure_id, (first,) = make(sessions, 8, 2)
    with sessions.begin() as session:
        expire.expire_due(session, LATE, 10)
        client = session.get_one(Client, session.get_one(Booking, first).client_id)
        second = steps.asked(session, client, session.get_one(TourDeparture, departure_id))
        expire.expire_due(session, LATE, 10)
        return [first, second.id]


def test_two_late_payments_of_one_lead_revive_one_booking(
    sessions: Sessions, rounds: Rounds
) -> None:
    """B8: the other's money is kept, and nobody sees the unique index."""
    for number in range(rounds(15)):
        ids = two_of_one_lead(sessions)
        works = [pays(one, f"{number}-{one}") for one in ids]
        assert at_once([tries(sessions, work) for work in works]) == [True, True]
        assert sorted(state(sessions, one) for one in ids) == sorted(
            [("confirmed", None), ("expired", "late_payment")], key=str
        )
    assert holds(sessions) == []


def test_without_the_leads_lock_the_second_meets_the_unique_index(sessions: Sessions) -> None:
    """The twin of B8: its money would be lost with its transaction."""
    ids = two_of_one_lead(sessions)
    looked = threading.Barrier(2)

    def revive(booking_id: int) -> Callable[[], None]:
        def work() -> None:
            with sessions.begin() as session:
                booking = find.locked(session, booking_id)
                live = select(Booking.id).where(Booking.status.not_in(("expired", "cancelled")))
                assert session.scalars(live).all() == []
                looked.wait(10)
                seats.claim(session, booking, LATE)
                data = {"paid": "0"}
                confirm.by_payment(session, booking, "late_payment_revived", SYSTEM, LATE, data)

        return work

    with pytest.raises(IntegrityError, match="uq_bookings_live_lead"):
        at_once([revive(one) for one in ids])


def test_a_guide_given_while_a_booking_is_being_confirmed_is_told_of_it(
    sessions: Sessions, rounds: Rounds
) -> None:
    """G2: whoever comes second sees what the first has done."""
    for _ in range(rounds(15)):
        departure_id, booked = make(sessions, 8, 2, 2)

        def another(session: Session, of: int = departure_id) -> None:
            departure = session.get_one(TourDeparture, of)
            organization = session.get_one(Organization, departure.organization_id)
            guide = make_guide(session, organization).id
            departures.set_guide(session, organization, departure, guide, NOW)

        works: list[Work] = [*(pays(one, None) for one in booked), another, another]
        assert at_once([tries(sessions, work) for work in works]) == [True] * 4
    assert holds(sessions) == []


def test_a_guide_given_with_an_eye_to_what_is_confirmed_alone_is_not_told(
    sessions: Sessions,
) -> None:
    """The twin of G2: the booking is confirmed, and not yet for who looks."""
    departure_id, (booking_id,) = make(sessions, 8, 2)
    with sessions.begin() as bank:
        pays(booking_id, None)(bank)
        with sessions.begin() as session:
            departure = session.get_one(TourDeparture, departure_id)
            organization = session.get_one(Organization, departure.organization_id)
            departure.guide_id = make_guide(session, organization).id
            for booking in session.scalars(select(Booking).where(Booking.status == "confirmed")):
                guides.notify(session, booking, "created", NOW)
    assert any(line.startswith("G2") for line in holds(sessions))


def test_a_storm_of_everything_leaves_every_rule_and_refuses_only_by_sentences(
    sessions: Sessions,
) -> None:
    """No deadlock, time-out or constraint reaches who asked."""
    departure_id, booked = make(sessions, 12, 2, 1, 2, 3, 1)
    with sessions.begin() as session:
        there = session.get_one(TourDeparture, departure_id)
        tour = session.get_one(Lead, session.get_one(Booking, booked[0]).lead_id).organization_id
        organization = session.get_one(Organization, tour)
        other = make_departure(
            session, make_tour(session, organization, name="B"), capacity=6,
            departure_date=there.departure_date + timedelta(days=7),
        ).id  # fmt: skip
    places_to = (departure_id, other)

    def agent(seed: int) -> Callable[[], None]:
        dice = random.Random(seed)

        def step(session: Session) -> None:
            booking = find.locked(session, dice.choice(booked))
            kind = dice.randrange(6)
            if kind == 0:
                steps.pay(session, booking, Decimal(dice.choice([20000, 300000])))
            elif kind == 1:
                people = dice.randint(1, 4)
                change.participants(session, booking, people, steps.AGENT, NOW)
            elif kind in (2, 3):
                to = session.get_one(TourDeparture, dice.choice(places_to))
                change.departure(session, booking, to, steps.AGENT, NOW)
            elif kind == 4:
                change.adjust(session, booking, Decimal(1000), "x", steps.AGENT, NOW)
            else:
                expire.expire_due(session, NOW + timedelta(hours=30), 2)

        def work() -> None:
            for _ in range(12):
                tries(sessions, step)()
                time.sleep(dice.random() / 100)

        return work

    at_once([agent(seed) for seed in range(6)])
    assert holds(sessions) == []
