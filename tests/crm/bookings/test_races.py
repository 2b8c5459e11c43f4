"""Several at once on one booking, with real threads; each rule with the twin that breaks it.

A twin does the same without the lock or the condition, and shows that what the rule prevents
does happen then, or that the database is left to refuse it.
"""

import random
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from crm import retry, seats
from crm.bookings import cancel, change, expire, find, machine
from crm.bookings.machine import CLIENT, SYSTEM
from crm.models import Booking, TourDeparture
from tests.conftest import Rounds
from tests.crm.bookings import steps
from tests.crm.bookings.racing import (
    LATE,
    Sessions,
    Work,
    holds,
    make,
    make_rival,
    pays,
    places,
    state,
    tries,
)
from tests.factories import NOW
from tests.race import at_once

ROUNDS = 40


def test_payment_expiry_and_a_rival_end_in_seats_or_in_a_persons_hands(
    sessions: Sessions, rounds: Rounds
) -> None:
    """B3: two sweeps, the payment told twice, and somebody who wants the seats."""
    ends, many = set(), rounds(ROUNDS)
    for number in range(many):
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
        assert session.scalar(text("SELECT count(*) FROM payments")) == many


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


def test_one_payment_told_ten_times_at_once_is_one(sessions: Sessions, rounds: Rounds) -> None:
    """M8: one payment, one posting, one message."""
    for number in range(rounds(10)):
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


def test_seats_come_back_once_whoever_ends_the_booking(sessions: Sessions, rounds: Rounds) -> None:
    """I3: cancelled by two, expired by two, changed by one."""
    for number in range(rounds(15)):
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
