"""Calling off a departure: everything or nothing, of exactly the list that was shown."""

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm.bookings import call_off, cancel, find
from crm.bookings.call_off import Plan
from crm.bookings.machine import Actor
from crm.bookings.shown import Consent
from crm.errors import ListChanged, RoleRefused, StepRefused, ValueRefused
from crm.models import Client, Organization, TourDeparture
from tests.conftest import Rounds
from tests.crm.bookings import racing, steps
from tests.crm.bookings.racing import Sessions, tries
from tests.factories import NOW, make_client, make_user
from tests.invariants import broken
from tests.race import at_once


@pytest.fixture
def boss(session: Session, organization: Organization) -> Actor:
    """A manager."""
    return Actor("agent", make_user(session, organization, role="manager").id)


def off(session: Session, departure: TourDeparture, boss: Actor, code: str = "") -> Plan:
    """As the list stands now."""
    seen = call_off.plan(session, departure)
    consent = Consent(seen.mark, code or seen.code or "")
    return call_off.carry_out(session, departure, consent, "Лавина", boss, NOW)


def test_every_booking_is_cancelled_told_and_given_back_and_then_the_departure(
    session: Session, organization: Organization, departure: TourDeparture, boss: Actor
) -> None:
    paid = steps.confirmed(session, make_client(session, organization), departure)
    held = steps.held(session, make_client(session, organization), departure)
    done = off(session, departure, boss)
    assert done.sums == {"KZT": steps.DEPOSIT}
    assert {paid.status, held.status, departure.status} == {"cancelled"}
    assert steps.seats_of(session, departure) == 0
    assert steps.open_tasks(session, paid) == ["refund_due"]
    assert steps.told(session, paid)[-1] == steps.told(session, held)[-1] == "booking_cancelled"
    assert steps.guide_told(session, paid)[-1] == (departure.guide_id, "cancelled")
    assert broken(session) == []


def test_quotes_go_too_and_only_one_that_was_sent_is_told(
    session: Session, organization: Organization, departure: TourDeparture, boss: Actor
) -> None:
    quiet, sent = [
        steps.quoted(session, make_client(session, organization), departure) for _ in range(2)
    ]
    sent.offered_at = NOW
    seen = call_off.plan(session, departure)
    assert [call_off.is_told(party) for party in seen.parties] == [False, True]
    off(session, departure, boss)
    assert (quiet.status, steps.told(session, quiet)) == ("cancelled", [])
    assert (sent.status, steps.told(session, sent)) == ("cancelled", ["booking_cancelled"])


def test_a_booking_that_came_meanwhile_makes_it_another_list(
    session: Session, client: Client, departure: TourDeparture, boss: Actor
) -> None:
    """And nothing is done."""
    seen = call_off.plan(session, departure)
    booking = steps.held(session, client, departure)
    with pytest.raises(ListChanged):
        call_off.carry_out(session, departure, Consent(seen.mark), "x", boss, NOW)
    assert (booking.status, departure.status) == ("hold", "open")


def test_money_that_came_meanwhile_makes_it_another_list(
    session: Session, client: Client, departure: TourDeparture, boss: Actor
) -> None:
    booking = steps.asked(session, client, departure)
    seen = call_off.plan(session, departure)
    steps.pay(session, booking, Decimal(1000))
    with pytest.raises(ListChanged):
        call_off.carry_out(session, departure, Consent(seen.mark), "x", boss, NOW)


def test_much_money_asks_for_the_code(
    session: Session, client: Client, departure: TourDeparture, boss: Actor
) -> None:
    booking = steps.asked(session, client, departure, people=6)
    steps.pay(session, booking, booking.total_amount)
    with pytest.raises(ValueRefused, match="Type the code"):
        off(session, departure, boss, code="none")
    off(session, departure, boss)
    assert booking.status == "cancelled"


def test_an_agent_and_a_departure_that_has_begun_are_refused(
    session: Session, organization: Organization, departure: TourDeparture, boss: Actor
) -> None:
    agent = Actor("agent", make_user(session, organization).id)
    with pytest.raises(RoleRefused):
        off(session, departure, agent)
    consent = Consent(call_off.plan(session, departure).mark)
    with pytest.raises(StepRefused, match="has begun"):
        call_off.carry_out(session, departure, consent, "x", boss, departure.starts_at)
    off(session, departure, boss)
    with pytest.raises(StepRefused, match="is cancelled already"):
        off(session, departure, boss)


def test_who_dies_in_the_middle_leaves_nothing_done(sessions: Sessions) -> None:
    """The transaction ends with its process; the next one does all of it."""
    departure_id, booked = racing.make(sessions, 10, 2, 2, 2)
    with sessions() as session:
        departure = session.get_one(TourDeparture, departure_id)
        plan = call_off.plan(session, departure)
        for party in plan.parties[:2]:
            cancel.cancel(session, party.booking, "operator", "x", steps.AGENT, NOW)
        session.flush()
        session.close()  # as a connection does whose process was killed
    assert {racing.state(sessions, one)[0] for one in booked} == {"payment_pending"}
    with sessions.begin() as session:
        off(session, session.get_one(TourDeparture, departure_id), steps.AGENT)
    assert {racing.state(sessions, one)[0] for one in booked} == {"cancelled"}
    assert racing.holds(sessions) == []


def test_two_managers_and_a_payment_at_once_end_in_one_list_or_a_refusal(
    sessions: Sessions, rounds: Rounds
) -> None:
    """What was cancelled is what one of them was shown."""
    for number in range(rounds(12)):
        departure_id, booked = racing.make(sessions, 10, 2, 2, 2)
        with sessions() as session:
            seen = call_off.plan(session, session.get_one(TourDeparture, departure_id))

        def all_off(session: Session, of: int = departure_id, mark: str = seen.mark) -> None:
            row = session.get_one(TourDeparture, of)
            call_off.carry_out(session, row, Consent(mark), "x", steps.AGENT, NOW)

        def one_off(session: Session, of: int = booked[-1]) -> None:
            cancel.cancel(session, find.locked(session, of), "client", "ill", steps.AGENT, NOW)

        third = one_off if number % 2 else racing.pays(booked[0], f"ref-{number}")
        won = at_once([tries(sessions, work) for work in (all_off, all_off, third)])
        ends = {racing.state(sessions, one)[0] for one in booked[:2]}
        assert won[:2].count(True) <= 1
        assert (ends == {"cancelled"}) is (True in won[:2]), (won, ends)
    assert racing.holds(sessions) == []
