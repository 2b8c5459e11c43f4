"""The group of a departure: read with as many queries for many as for one, and held still."""

from decimal import Decimal

from sqlalchemy import event
from sqlalchemy.orm import Session

from crm import consents
from crm.bookings import cancel, group, people
from crm.models import Booking, Client, Organization, TourDeparture
from tests.booking_factories import make_booking, make_payment
from tests.crm.bookings import steps
from tests.factories import NOW, make_client


def queries(session: Session, departure: TourDeparture) -> int:
    """How many statements reading its group takes."""
    said: list[str] = []
    connection = session.connection()

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    event.listen(connection, "before_cursor_execute", note)
    group.read(session, departure)
    event.remove(connection, "before_cursor_execute", note)
    return len(said)


def test_each_booking_comes_with_its_people_its_money_and_how_to_reach_them(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    people.add(session, booking, [people.Person("Айша", age=9)], NOW)
    (party,) = group.read(session, departure)
    assert (party.booking, party.client, party.reached) == (booking, client, "whatsapp")
    assert [one.first_name for one in party.people] == [client.name, "Айша"]
    assert (party.money.paid, party.money.due) == (steps.DEPOSIT, steps.DEPOSIT)


def test_a_client_who_asked_not_to_be_written_to_is_not_reached(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    steps.held(session, client, departure)
    consents.record(
        session, client.organization_id, client.id, "opted_out",
        source="agent", evidence="стоп", communication_id=None, now=NOW,
    )  # fmt: skip
    assert [party.reached for party in group.read(session, departure)] == ["opted_out"]


def test_a_client_without_a_number_is_not_reached(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    make_booking(session, make_client(session, organization, phone=None), departure)
    assert [party.reached for party in group.read(session, departure)] == ["no_number"]


def test_quotes_stand_last_and_only_a_sent_one_is_known(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    quote, sent, seated = [
        make_booking(session, make_client(session, organization), departure, status)
        for status in ("quote", "quote", "hold")
    ]
    sent.offered_at = NOW
    make_booking(session, make_client(session, organization), departure, "cancelled")
    found = group.read(session, departure)
    assert [party.booking for party in found] == [seated, quote, sent]
    assert [(one.is_seated, one.is_known) for one in found] == [
        (True, True), (False, False), (False, True),
    ]  # fmt: skip


def test_of_a_cancelled_departure_who_was_on_it_is_shown(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """And nothing is due any more."""
    booking = steps.confirmed(session, client, departure)
    (before,) = group.shown(session, departure)
    assert before.due == steps.DEPOSIT
    cancel.cancel(session, booking, "operator", "Лавина", steps.AGENT, NOW)
    assert group.shown(session, departure) == []
    departure.status = "cancelled"
    (after,) = group.shown(session, departure)
    assert (after.booking, after.money.paid, after.due) == (booking, steps.DEPOSIT, Decimal(0))


def test_ten_bookings_take_the_queries_of_one(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    def add() -> Booking:
        one = make_booking(
            session, make_client(session, organization), departure, num_participants=1
        )
        make_payment(session, one, Decimal(1000))
        return one

    add()
    before = queries(session, departure)
    for _ in range(9):
        add()
    assert queries(session, departure) == before <= 6


def test_what_is_held_still_is_what_lives_on_it(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    held, quote = [
        make_booking(session, make_client(session, organization), departure, status)
        for status in ("hold", "quote")
    ]
    make_booking(session, make_client(session, organization), departure, "expired")
    assert group.hold_still(session, departure) == [held, quote]
