"""Several at once on one booking, with real threads; each rule with the twin that breaks it.

A twin does the same without the lock or the condition, and shows that what the rule prevents
does happen then, or that the database is left to refuse it.
"""

import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from crm import departures, retry, seats
from crm.bookings import cancel, change, confirm, expire, find, guides, hold, machine
from crm.bookings.machine import CLIENT, SYSTEM
from crm.errors import CrmError
from crm.models import Booking, Client, Lead, Organization, TourDeparture
from tests.booking_factories import make_departure, make_guide, make_tour
from tests.crm.bookings import steps
from tests.factories import NOW, make_client, make_organization, make_sender
from tests.invariants import broken
from tests.race import at_once

T = TypeVar("T")
Sessions = sessionmaker[Session]
Work = Callable[[Session], object]
LATE = NOW + timedelta(hours=26)
ROUNDS = 40


def make(sessions: Sessions, capacity: int, *people: int) -> tuple[int, list[int]]:
    """A departure with a guide, and a booking of each size that waits for its deposit."""
    with sessions.begin() as session:
        organization = make_organization(session)
        make_sender(session, organization)
        departure = make_departure(
            session,
            make_tour(session, organization, capacity=capacity),
            guide_id=make_guide(session, organization).id,
        )
        booked = [
            steps.asked(session, make_client(session, organization), departure, size).id
            for size in people
        ]
        return departure.id, booked


def make_rival(sessions: Sessions, departure_id: int) -> int:
    """A quote for two on the same departure."""
    with sessions.begin() as session:
        departure = session.get_one(TourDeparture, departure_id)
        organization = session.get_one(Organization, departure.organization_id)
        return steps.quoted(session, make_client(session, organization), departure).id


def tries(sessions: Sessions, work: Work) -> Callable[[], bool]:
    """Who does it as the commands do: again where two met; refused by a sentence or not."""

    def one() -> bool:
        try:
            retry.transaction(sessions, work)
        except CrmError:
            return False
        return True

    return one


def state(sessions: Sessions, booking_id: int) -> tuple[str, str | None]:
    """Status and what a person must look at."""
    with sessions() as session:
        booking = session.get_one(Booking, booking_id)
        return booking.status, booking.needs_attention


def holds(sessions: Sessions) -> list[str]:
    """What is broken of all rules."""
    with sessions() as session:
        return broken(session)


def pays(booking_id: int, ref: str | None, now: object = LATE) -> Work:
    """The deposit comes, as a bank tells it."""

    def work(session: Session) -> None:
        booking = session.get_one(Booking, booking_id)
        steps.pay(session, booking, steps.DEPOSIT, ref=ref, now=LATE)

    return work


def places(booking_id: int) -> Work:
    """Hold it."""
    return lambda session: hold.place(session, find.locked(session, booking_id), steps.AGENT, LATE)


def test_payment_expiry_and_a_rival_end_in_seats_or_in_a_persons_hands(
    sessions: Sessions,
) -> None:
    """B3: two sweeps, the payment told twice, and somebody who wants the seats."""
    ends = set()
    for number in range(ROUNDS):
        departure_id, (booking_id,) = make(sessions, 2, 2)
        rival = make_rival(sessions, departure_id)
        works: list[Work] = [
            lambda session: expire.expire_due(session, LATE, 10),
            lambda session: expire.expire_due(session, LATE, 10),
            pays(booking_id, f"ref-{number}"),
            pays(booking_id, f"ref-{number}"),
            places(rival),
        ]
        random.Random(number).shuffle(works)
        at_once([tries(sessions, work) for work in works])
        end = (*state(sessions, booking_id), state(sessions, rival)[0])
        assert end in {
            ("confirmed", None, "quote"),
            ("expired", "late_payment", "hold"),
        }, number
        ends.add(end)
    assert holds(sessions) == []
    with sessions() as session:
        assert session.scalar(text("SELECT count(*) FROM payments")) == ROUNDS


def test_who_looks_before_the_lock_expires_what_is_paid(sessions: Sessions) -> None:
    """The twin of B3: the money came between the look and the step."""
    _, (booking_id,) = make(sessions, 2, 2)
    looked, paid = threading.Event(), threading.Event()

    def sweep() -> None:
        with sessions.begin() as session:
            booking = session.get_one(Booking, booking_id)
            assert booking.status == "payment_pending"
            looked.set()
            paid.wait(10)
            machine.step(session, booking, "ttl", "expired", SYSTEM, LATE)
            seats.release(session, booking, "expired", LATE)

    def bank() -> None:
        looked.wait(10)
        retry.transaction(sessions, pays(booking_id, "ref"))
        paid.set()

    at_once([sweep, bank])
    assert state(sessions, booking_id) == ("expired", None)
    assert any(line.startswith("B3") for line in holds(sessions))


def test_one_payment_told_ten_times_at_once_is_one(sessions: Sessions) -> None:
    """M8: one payment, one posting, one message."""
    for number in range(10):
        _, (booking_id,) = make(sessions, 2, 2)
        at_once([tries(sessions, pays(booking_id, f"ref-{number}"))] * 10)
        with sessions() as session:
            booking = session.get_one(Booking, booking_id)
            assert steps.events(session, booking).count("payment_succeeded") == 1
            assert steps.told(session, booking)[2:] == ["booking_confirmed"]
    assert holds(sessions) == []


def test_a_payment_without_its_reference_is_taken_each_time(sessions: Sessions) -> None:
    """The twin of M8."""
    _, (booking_id,) = make(sessions, 2, 2)
    at_once([tries(sessions, pays(booking_id, None))] * 3)
    with sessions() as session:
        assert session.scalar(text("SELECT count(*) FROM payments")) == 3


def test_seats_come_back_once_whoever_ends_the_booking(sessions: Sessions) -> None:
    """I3: cancelled by two, expired by two, changed by one."""
    for number in range(15):
        departure_id, (booking_id, _) = make(sessions, 8, 2, 2)

        def off(session: Session, of: int = booking_id) -> None:
            booking = find.locked(session, of)
            cancel.cancel(session, booking, "client", "ill", CLIENT, LATE)

        def more(session: Session, of: int = booking_id) -> None:
            booking = find.locked(session, of)
            change.participants(session, booking, 4, steps.AGENT, LATE)

        works: list[Work] = [
            off,
            off,
            lambda session: expire.expire_due(session, LATE, 10),
            lambda session: expire.expire_due(session, LATE, 10),
            more,
        ]
        random.Random(number).shuffle(works)
        at_once([tries(sessions, work) for work in works])
        assert state(sessions, booking_id)[0] in ("cancelled", "expired")
        with sessions() as session:
            row = session.get_one(TourDeparture, departure_id)
            live = "SELECT count(*) FROM seat_allocations WHERE released_at IS NULL AND "
            own = session.scalar(text(f"{live} booking_id = {booking_id}"))
            assert (row.seats_taken in (0, 2), own) == (True, 0)
    assert holds(sessions) == []


def test_seats_given_back_by_the_number_would_come_back_twice(sessions: Sessions) -> None:
    """The twin of I3: without the allocation's row as the condition, only the database helps."""
    departure_id, _ = make(sessions, 8, 2)

    def give_back() -> None:
        with sessions.begin() as session:
            session.execute(
                text("UPDATE tour_departures SET seats_taken = seats_taken - 2 WHERE id = :id"),
                {"id": departure_id},
            )
            session.execute(
                text("UPDATE seat_allocations SET released_at = now(), release_reason = 'expired'")
            )
            session.execute(
                text(
                    "UPDATE bookings SET status = 'expired', hold_expires_at = NULL, "
                    "grace_until = NULL WHERE tour_departure_id = :id"
                ),
                {"id": departure_id},
            )

    with pytest.raises(IntegrityError, match="seats_taken"):
        at_once([give_back, give_back])


def test_more_people_take_exactly_their_seats_or_nothing(sessions: Sessions) -> None:
    """I6: five seats left, six parties want two more each; and one party asks twice at once."""
    departure_id, booked = make(sessions, 17, *[2] * 6)

    def grows(booking_id: int) -> Work:
        return lambda session: change.participants(
            session, find.locked(session, booking_id), 4, steps.AGENT, NOW
        )

    won = at_once([tries(sessions, grows(one)) for one in (*booked, *booked)])
    assert won.count(True) == 2
    with sessions() as session:
        assert session.get_one(TourDeparture, departure_id).seats_taken == 16
    assert holds(sessions) == []


def test_who_counts_people_before_the_lock_is_stopped_by_the_database_alone(
    sessions: Sessions,
) -> None:
    """The twin of I6: two take the difference from the same number."""
    _, (booking_id,) = make(sessions, 10, 2)
    looked = threading.Barrier(2)

    def grow(people: int) -> Callable[[], None]:
        def work() -> None:
            with sessions.begin() as session:
                booking = session.get_one(Booking, booking_id)
                assert booking.num_participants == 2
                looked.wait(10)
                seats.resize(session, booking, people, NOW)
                booking.num_participants = people

        return work

    with pytest.raises(DBAPIError, match="seats"):
        at_once([grow(3), grow(4)])


def two_of_one_lead(sessions: Sessions) -> list[int]:
    """Two expired bookings of one lead, on a departure with seats for both."""
    departure_id, (first,) = make(sessions, 8, 2)
    with sessions.begin() as session:
        expire.expire_due(session, LATE, 10)
        client = session.get_one(Client, session.get_one(Booking, first).client_id)
        second = steps.asked(session, client, session.get_one(TourDeparture, departure_id))
        expire.expire_due(session, LATE, 10)
        return [first, second.id]


def test_two_late_payments_of_one_lead_revive_one_booking(sessions: Sessions) -> None:
    """B8: the other's money is kept, and nobody sees the unique index."""
    for number in range(15):
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
    sessions: Sessions,
) -> None:
    """G2: whoever comes second sees what the first has done."""
    for _ in range(15):
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
