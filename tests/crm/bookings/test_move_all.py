"""Moving a departure: the same people, seats on exactly one day, each told once."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.bookings import change, find, move_all
from crm.bookings.machine import Actor
from crm.bookings.move_all import Day, Plan, Target
from crm.bookings.shown import Consent
from crm.errors import (
    CrmError,
    ListChanged,
    RoleRefused,
    SeatsGone,
    StepRefused,
    ValueRefused,
)
from crm.models import Client, Organization, Tour, TourDeparture
from tests.booking_factories import DAY, make_departure
from tests.conftest import Rounds
from tests.crm.bookings import racing, steps
from tests.crm.bookings.racing import Sessions, Work, tries
from tests.factories import NOW, make_client, make_user
from tests.invariants import broken
from tests.race import at_once

LATER = Day(date(2026, 9, 12), time(9))


@pytest.fixture
def boss(session: Session, organization: Organization) -> Actor:
    """A manager."""
    return Actor("agent", make_user(session, organization, role="manager").id)


def another(session: Session, departure: TourDeparture, **values: object) -> TourDeparture:
    """A departure of the same tour two weeks later, with the same guide."""
    tour = session.get_one(Tour, departure.tour_id)
    values = {"departure_date": date(2026, 9, 19), "guide_id": departure.guide_id, **values}
    return make_departure(session, tour, **values)


def move(session: Session, departure: TourDeparture, to: Target, boss: Actor) -> Plan:
    """As the list stands now."""
    seen = move_all.plan(session, departure, to)
    consent = Consent(seen.mark, seen.code or "")
    return move_all.carry_out(session, departure, to, consent, boss, NOW)


def test_on_another_day_everybody_keeps_seats_and_price_and_is_told_once(
    session: Session, organization: Organization, departure: TourDeparture, boss: Actor
) -> None:
    paid = steps.confirmed(session, make_client(session, organization), departure)
    held = steps.held(session, make_client(session, organization), departure)
    before = [len(steps.told(session, one)) for one in (paid, held)]
    move(session, departure, LATER, boss)
    assert (departure.departure_date, departure.departure_time) == (LATER.day, LATER.at)
    assert departure.end_date == LATER.day + timedelta(days=2)
    for booking, known in zip((paid, held), before, strict=True):
        assert (booking.start_date, booking.end_date) == (LATER.day, departure.end_date)
        assert booking.total_amount == steps.TOTAL
        assert steps.told(session, booking)[known:] == ["booking_changed"]
    assert steps.guide_told(session, paid)[-1] == (departure.guide_id, "changed")
    assert (steps.seats_of(session, departure), broken(session)) == (4, [])


def test_another_time_alone_is_a_move_too(
    session: Session, client: Client, departure: TourDeparture, boss: Actor
) -> None:
    """And what one person pays is remembered for later changes."""
    booking = steps.confirmed(session, client, departure)
    departure.price = Decimal(999)
    move(session, departure, Day(DAY, time(6)), boss)
    assert departure.starts_at.hour == 1
    change.participants(session, booking, 3, steps.AGENT, NOW)
    assert booking.total_amount == Decimal(675000)


def test_a_sent_offer_is_sent_again_with_the_new_day(
    session: Session, organization: Organization, departure: TourDeparture, boss: Actor
) -> None:
    quiet, sent = [
        steps.quoted(session, make_client(session, organization), departure) for _ in range(2)
    ]
    sent.offered_at = NOW
    move(session, departure, LATER, boss)
    assert {quiet.start_date, sent.start_date} == {LATER.day}
    assert (steps.told(session, quiet), steps.told(session, sent)) == ([], ["quote_offer"])


def test_to_another_departure_each_pays_its_price_and_the_old_one_is_closed(
    session: Session, organization: Organization, departure: TourDeparture, boss: Actor
) -> None:
    booked = [
        steps.confirmed(session, make_client(session, organization), departure) for _ in range(2)
    ]
    quote = steps.quoted(session, make_client(session, organization), departure)
    to = another(session, departure, price=Decimal(250000))
    done = move(session, departure, to, boss)
    assert (done.seats, done.totals) == (4, {"KZT": Decimal(100000)})
    assert [steps.seats_of(session, one) for one in (departure, to)] == [0, 4]
    assert {one.total_amount for one in booked} == {Decimal(500000)}
    assert (quote.tour_departure_id, departure.status) == (departure.id, "closed")
    assert steps.told(session, booked[0])[-1] == "booking_changed"
    assert broken(session) == []


def test_too_few_seats_there_move_nobody(
    session: Session, organization: Organization, departure: TourDeparture, boss: Actor
) -> None:
    for _ in range(2):
        steps.held(session, make_client(session, organization), departure)
    to = another(session, departure, capacity=3)
    with pytest.raises(SeatsGone, match="3 seats are left there, 4 wanted"):
        move(session, departure, to, boss)
    assert [steps.seats_of(session, one) for one in (departure, to)] == [4, 0]


def test_what_cannot_be_is_refused(
    session: Session, organization: Organization, departure: TourDeparture, boss: Actor
) -> None:
    taken = another(session, departure)
    refused: list[tuple[Target, type[CrmError], str]] = [
        (Day(DAY, time(7, 30)), ValueRefused, "begins then already"),
        (Day(date(2026, 8, 1)), ValueRefused, "has passed"),
        (Day(taken.departure_date, taken.departure_time), StepRefused, "exists already"),
        (taken, ValueRefused, "nobody to move"),
    ]
    for to, error, said in refused:
        with pytest.raises(error, match=said):
            move(session, departure, to, boss)
    agent = Actor("agent", make_user(session, organization).id)
    with pytest.raises(RoleRefused):
        move(session, departure, LATER, agent)


def test_a_booking_that_came_meanwhile_makes_it_another_list(
    session: Session, client: Client, departure: TourDeparture, boss: Actor
) -> None:
    seen = move_all.plan(session, departure, LATER)
    steps.held(session, client, departure)
    with pytest.raises(ListChanged):
        move_all.carry_out(session, departure, LATER, Consent(seen.mark), boss, NOW)
    assert departure.departure_date == DAY


def make_two(sessions: Sessions) -> tuple[int, int, list[int]]:
    """A departure with three bookings of two, and another of eight seats with room."""
    here, booked = racing.make(sessions, 8, 2, 2, 2)
    with sessions.begin() as session:
        there = another(session, session.get_one(TourDeparture, here)).id
    return here, there, booked


def moves(here: int, to: Target | int, mark: str) -> Work:
    """As somebody does who was shown the list of that mark."""

    def work(session: Session) -> None:
        target = session.get_one(TourDeparture, to) if isinstance(to, int) else to
        row = session.get_one(TourDeparture, here)
        move_all.carry_out(session, row, target, Consent(mark), steps.AGENT, NOW)

    return work


def test_two_at_once_move_a_group_once(sessions: Sessions, rounds: Rounds) -> None:
    """To another departure, and to another day: one of them was shown what is true no more."""
    for _ in range(rounds(8)):
        here, there, booked = make_two(sessions)
        with sessions() as session:
            left, right = (session.get_one(TourDeparture, one) for one in (here, there))
            marks = [move_all.plan(session, left, to).mark for to in (right, LATER)]
        works = [moves(here, there, marks[0]), moves(here, LATER, marks[1])]
        assert at_once([tries(sessions, work) for work in works]).count(True) == 1
        with sessions() as session:
            taken = [session.get_one(TourDeparture, one).seats_taken for one in (here, there)]
            told = [steps.told(session, find.locked(session, one)) for one in booked]
        assert sorted(taken) == [0, 6]
        assert [names.count("booking_changed") for names in told] == [1, 1, 1]
    assert racing.holds(sessions) == []


def test_groups_that_change_places_meet_no_deadlock(sessions: Sessions, rounds: Rounds) -> None:
    """There is room for one of them at a time: nobody ends between the two."""
    for _ in range(rounds(8)):
        here, there, booked = make_two(sessions)
        with sessions.begin() as session:
            right = session.get_one(TourDeparture, there)
            organization = session.get_one(Organization, right.organization_id)
            steps.asked(session, make_client(session, organization), right)
        with sessions() as session:
            left, right = (session.get_one(TourDeparture, one) for one in (here, there))
            marks = [move_all.plan(session, *pair).mark for pair in ((left, right), (right, left))]
        works = [moves(here, there, marks[0]), moves(there, here, marks[1])]
        assert True in at_once([tries(sessions, work) for work in works])
        with sessions() as session:
            seated = session.scalar(
                text("SELECT sum(seats_taken) FROM tour_departures WHERE id IN (:a, :b)"),
                {"a": here, "b": there},
            )
        assert seated == 8
        assert {racing.state(sessions, one)[0] for one in booked} == {"payment_pending"}
    assert racing.holds(sessions) == []
