"""Seats: many want the last ones; nobody is sold what is not there, and nothing stays unsold."""

import random
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from crm import retry, seats
from crm.bookings import find
from crm.errors import SeatsGone
from crm.models import Booking, TourDeparture
from tests.booking_factories import make_booking, make_departure, make_tour
from tests.conftest import Rounds
from tests.factories import NOW, make_client, make_organization
from tests.race import at_once

CAPACITY = 10
PARTIES = 40
Claim = Callable[[Session, Booking], None]


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions of a database of one's own."""
    engine = create_engine(database_url, pool_size=PARTIES, max_overflow=5)
    yield sessionmaker(engine)
    engine.dispose()


def prepare(session: Session, sizes: list[int]) -> tuple[int, list[int]]:
    """A departure with ten seats, and a quote for each party."""
    organization = make_organization(session)
    departure = make_departure(session, make_tour(session, organization, capacity=CAPACITY))
    quotes = [
        make_booking(
            session,
            make_client(session, organization),
            departure,
            "quote",
            num_participants=size,
        ).id
        for size in sizes
    ]
    return departure.id, quotes


def hold(session: Session, booking: Booking, claim: Claim) -> None:
    """What a hold does with seats, and only that."""
    claim(session, booking)
    booking.price_snapshot = {"total": "1"}
    booking.hold_expires_at = booking.grace_until = NOW
    booking.status = "hold"


def fight(
    sessions: sessionmaker[Session], sizes: list[int], claim: Claim
) -> tuple[list[int], list[int]]:
    """All parties at once; the sizes of those who won, and of those who were told no."""
    with sessions.begin() as session:
        _, quotes = prepare(session, sizes)

    def party(booking_id: int) -> Callable[[], bool]:
        def work(session: Session) -> bool:
            try:
                hold(session, find.locked(session, booking_id), claim)
            except SeatsGone:
                return False
            return True

        return lambda: retry.transaction(sessions, work)

    won = at_once([party(booking_id) for booking_id in quotes])
    pairs = list(zip(sizes, won, strict=True))
    return [size for size, ok in pairs if ok], [size for size, ok in pairs if not ok]


def test_forty_parties_never_take_more_than_ten_seats(
    sessions: sessionmaker[Session], rounds: Rounds
) -> None:
    """I1, I2: twenty runs with parties of one to three."""
    for seed in range(rounds(20)):
        sizes = random.Random(seed).choices((1, 2, 3), k=PARTIES)
        won, lost = fight(sessions, sizes, lambda s, b: seats.claim(s, b, NOW))
        left = CAPACITY - sum(won)
        assert left >= 0
        assert left == 0 or left < min(lost)
        with sessions() as session:
            departure = session.scalars(
                select(TourDeparture).order_by(TourDeparture.id.desc())
            ).first()
            assert departure is not None
            assert departure.seats_taken == sum(won) == allocated(session, departure.id)
            assert departure.available_seats == left


def allocated(session: Session, departure_id: int) -> int:
    """The seats of the live allocations."""
    found = session.scalar(
        text(
            "SELECT coalesce(sum(seats), 0) FROM seat_allocations "
            "WHERE tour_departure_id = :id AND released_at IS NULL"
        ),
        {"id": departure_id},
    )
    return int(found or 0)


def read_then_write(session: Session, booking: Booking) -> None:
    """How it must not be done: look, wait a moment, write what was looked at."""
    taken = session.scalar(text("SELECT seats_taken FROM tour_departures")) or 0
    if taken + booking.num_participants > CAPACITY:
        raise SeatsGone("gone")
    time.sleep(0.05)
    session.execute(
        text("UPDATE tour_departures SET seats_taken = :taken"),
        {"taken": taken + booking.num_participants},
    )
    seats._allocate(session, booking, NOW)


def test_without_the_conditional_update_seats_are_oversold(
    sessions: sessionmaker[Session],
) -> None:
    """The twin: it does happen when nothing holds it, and the database refuses what it can see."""
    with pytest.raises(DBAPIError, match="its bookings have"):
        fight(sessions, [2] * PARTIES, read_then_write)
    with sessions.begin() as session:
        for table, name in (
            ("tour_departures", "seats"),
            ("seat_allocations", "seats"),
        ):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {name}"))
        session.execute(text("TRUNCATE tour_departures CASCADE"))
    fight(sessions, [2] * PARTIES, read_then_write)
    with sessions() as session:
        departure = session.scalars(select(TourDeparture)).one()
        assert departure.seats_taken <= CAPACITY  # the CHECK is content
        assert allocated(session, departure.id) > CAPACITY


def test_a_second_release_gives_nothing_back(session: Session) -> None:
    departure = make_departure(session, make_tour(session, make_organization(session)))
    client = make_client(session, make_organization(session))
    booking = make_booking(session, client, departure, "hold")
    assert seats.release(session, booking, "expired", NOW) == 2
    assert seats.release(session, booking, "cancelled", NOW) == 0
    session.refresh(departure)
    assert (departure.seats_taken, allocated(session, departure.id)) == (0, 0)


@pytest.mark.parametrize(("people", "taken"), [(5, 5), (1, 1)])
def test_another_number_of_people_takes_or_gives_the_difference(
    session: Session, people: int, taken: int
) -> None:
    departure = make_departure(session, make_tour(session, make_organization(session)))
    client = make_client(session, make_organization(session))
    booking = make_booking(session, client, departure, "hold")
    seats.resize(session, booking, people, NOW)
    session.refresh(departure)
    assert departure.seats_taken == allocated(session, departure.id) == taken


def test_more_people_than_seats_changes_nothing(session: Session) -> None:
    departure = make_departure(session, make_tour(session, make_organization(session)))
    client = make_client(session, make_organization(session))
    booking = make_booking(session, client, departure, "hold")
    with pytest.raises(SeatsGone, match="8 seats are left, 9 wanted"):
        seats.resize(session, booking, 11, NOW)
    session.refresh(departure)
    assert departure.seats_taken == 2


def test_two_that_change_places_do_not_wait_for_each_other(
    sessions: sessionmaker[Session],
) -> None:
    """I4: A to B while another moves B to A; the seats agree on both, all the time."""
    with sessions.begin() as session:
        organization = make_organization(session)
        tour = make_tour(session, organization)
        first, second = (
            make_departure(session, tour, departure_time=None),
            make_departure(session, tour),
        )
        ids = (first.id, second.id)
        bookings = [
            make_booking(session, make_client(session, organization), where, "confirmed").id
            for where in (first, second)
        ]

    def mover(booking_id: int) -> Callable[[], None]:
        def work(session: Session) -> None:
            booking = find.locked(session, booking_id)
            other = ids[0] if booking.tour_departure_id == ids[1] else ids[1]
            seats.move(session, booking, session.get_one(TourDeparture, other), NOW)

        def repeatedly() -> None:
            for _ in range(15):
                retry.transaction(sessions, work)

        return repeatedly

    def observer() -> None:
        for _ in range(60):
            with sessions() as session:
                live = session.execute(
                    text("SELECT count(*) FROM seat_allocations WHERE released_at IS NULL")
                ).scalar_one()
                assert live == 2

    at_once([*(mover(booking_id) for booking_id in bookings), observer])
    with sessions() as session:
        assert [allocated(session, one) for one in ids] == [2, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tour_departures SET seats_taken = capacity + 1",
        "UPDATE tour_departures SET capacity = 1",
        "UPDATE tour_departures SET seats_taken = 1",
        "UPDATE tour_departures SET status = 'cancelled'",
        "DELETE FROM tour_departures",
        "UPDATE seat_allocations SET seats = 3",
        "UPDATE seat_allocations SET released_at = now(), release_reason = 'expired'",
        "DELETE FROM seat_allocations",
        "UPDATE bookings SET num_participants = 3",
        "UPDATE bookings SET status = 'cancelled'",
        "INSERT INTO seat_allocations (organization_id, booking_id, tour_departure_id, seats) "
        "SELECT organization_id, booking_id, tour_departure_id, 1 FROM seat_allocations",
    ],
)
def test_the_database_refuses_seats_that_do_not_agree(session: Session, statement: str) -> None:
    """I1, I3, I5 by direct SQL."""
    organization = make_organization(session)
    departure = make_departure(session, make_tour(session, organization))
    make_booking(session, make_client(session, organization), departure, "confirmed")
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    with pytest.raises((IntegrityError, DBAPIError)), session.begin_nested():
        session.execute(text(statement))


def test_a_departure_that_is_closed_or_has_begun_sells_no_seat(session: Session) -> None:
    organization = make_organization(session)
    departure = make_departure(session, make_tour(session, organization), status="closed")
    booking = make_booking(session, make_client(session, organization), departure, "quote")
    with pytest.raises(SeatsGone, match="is closed"):
        seats.claim(session, booking, NOW)
    departure.status = "open"
    with pytest.raises(SeatsGone, match="has begun"):
        seats.claim(session, booking, departure.starts_at)


def test_who_comes_too_late_is_told_of_the_next_departure(session: Session) -> None:
    organization = make_organization(session)
    tour = make_tour(session, organization, capacity=2)
    departure = make_departure(session, tour)
    make_booking(session, make_client(session, organization), departure, "confirmed")
    later = make_departure(session, tour, departure_date=departure.departure_date.replace(day=20))
    booking = make_booking(session, make_client(session, organization), departure, "quote")
    with pytest.raises(SeatsGone, match="next with room: 2026-09-20") as refusal:
        seats.claim(session, booking, NOW)
    assert refusal.value.facts["next_departure_id"] == later.id
