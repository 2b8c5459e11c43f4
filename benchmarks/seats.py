"""Fifty parties fight for the last seats of a departure: whole holds against bare updates."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.bench import Figure
from crm import retry
from crm.bookings import find, hold, quote
from crm.bookings.machine import Actor
from crm.errors import SeatsGone
from crm.models import TourDeparture
from tests.booking_factories import make_departure, make_tour
from tests.factories import NOW, make_client, make_organization, make_sender

PARTIES = 50
SEATS = 40
ROUNDS = 5
SEED = 11

_BARE = text(
    "UPDATE bare_departures SET seats_taken = seats_taken + :seats "
    "WHERE id = :id AND seats_taken + :seats <= capacity RETURNING id"
)


_COUNTER = text("INSERT INTO bare_departures VALUES (:id, 0, :seats)")


def run(url: str, _folder: Path) -> list[Figure]:
    """Holds a second, bare updates a second with as many at once, and what the winners have."""
    engine = create_engine(url, pool_size=PARTIES, max_overflow=0)
    sessions = sessionmaker(engine)
    dice = random.Random(SEED)
    with sessions.begin() as session:  # a counter alone, which the database lets nobody have
        columns = "id integer, seats_taken integer, capacity integer"
        session.execute(text(f"CREATE TABLE bare_departures ({columns})"))
    holds, bare, sold = [], [], []
    for number in range(ROUNDS):
        sizes = dice.choices((1, 2, 3), k=PARTIES)
        with sessions.begin() as session:
            quotes = _prepare(session, sizes)
        won, seconds = _fight([_hold(sessions, one) for one in quotes])
        holds.append(PARTIES / seconds)
        sold.append(_is_fair(sizes, won))
        with sessions.begin() as session:
            session.execute(_COUNTER, {"id": number, "seats": SEATS})
        _, seconds = _fight([_update(sessions, number, size) for size in sizes])
        bare.append(PARTIES / seconds)
    engine.dispose()
    middle = ROUNDS // 2
    rate, floor = sorted(holds)[middle], sorted(bare)[middle]
    return [
        Figure("50 parties, last seats: holds a second", rate),
        Figure("50 parties, last seats: holds / bare conditional updates", rate / floor),
        Figure("50 parties, last seats: rounds sold out and never over", sum(sold) / ROUNDS, 1.0),
    ]


def _prepare(session: Session, sizes: Sequence[int]) -> list[int]:
    """A departure, and a quote for each party; their ids."""
    organization = make_organization(session)
    make_sender(session, organization)
    departure = make_departure(session, make_tour(session, organization, capacity=SEATS))
    return [
        quote.create(
            session,
            organization,
            make_client(session, organization),
            quote.Wish(size, departure=session.get_one(TourDeparture, departure.id)),
            Actor("agent"),
            NOW,
        ).id
        for size in sizes
    ]


def _hold(sessions: sessionmaker[Session], booking_id: int) -> Callable[[], bool]:
    """A party that wants its seats, with everything that a hold brings about."""

    def work(session: Session) -> bool:
        booking = find.locked(session, booking_id)
        try:
            with session.begin_nested():
                hold.place(session, booking, Actor("agent"), NOW)
        except SeatsGone:
            return False
        return True

    return lambda: retry.transaction(sessions, work)


def _update(sessions: sessionmaker[Session], departure_id: int, size: int) -> Callable[[], bool]:
    """A party that only counts."""

    def work() -> bool:
        with sessions.begin() as session:
            found = session.execute(_BARE, {"id": departure_id, "seats": size})
            return found.first() is not None

    return work


def _fight(parties: Sequence[Callable[[], bool]]) -> tuple[list[bool], float]:
    """All at once: who won, and the seconds until the last was served."""
    barrier = threading.Barrier(len(parties) + 1)
    won = [False] * len(parties)

    def one(number: int) -> None:
        barrier.wait(30)
        won[number] = parties[number]()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(parties))]
    for thread in threads:
        thread.start()
    barrier.wait(30)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return won, time.perf_counter() - began


def _is_fair(sizes: Sequence[int], won: Sequence[bool]) -> bool:
    """Sold out, or too little is left for any who was refused; never more than there is."""
    left = SEATS - sum(size for size, ok in zip(sizes, won, strict=True) if ok)
    refused = [size for size, ok in zip(sizes, won, strict=True) if not ok]
    return left == 0 or 0 < left < min(refused, default=left + 1)
