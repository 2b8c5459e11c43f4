"""Changes: exactly the difference in seats and money, told to whom it concerns."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.bookings import change, people
from crm.errors import AmountRefused, SeatsGone, StepRefused, ValueRefused
from crm.models import Booking, Client, Organization, Tour, TourDeparture
from crm.payments import ledger, schedule, standing
from tests.booking_factories import make_booking, make_departure, make_guide, make_tour
from tests.crm.bookings import steps
from tests.factories import NOW
from tests.invariants import broken


def another(session: Session, departure: TourDeparture, **values: object) -> TourDeparture:
    """A departure of the same tour two weeks later."""
    tour = session.get_one(Tour, departure.tour_id)
    values = {"departure_date": date(2026, 9, 19), "guide_id": departure.guide_id, **values}
    return make_departure(session, tour, **values)


def owed(session: Session, booking: Booking) -> Decimal:
    """What its schedule still asks for."""
    return sum((p.amount - p.paid_amount for p in schedule.owed(session, booking)), Decimal(0))


@pytest.mark.parametrize(("people", "total"), [(3, 675000), (1, 225000)])
@pytest.mark.parametrize("stage", [steps.held, steps.asked, steps.confirmed])
def test_other_people_are_other_seats_and_another_price(
    session: Session, client: Client, departure: TourDeparture,
    people: int, total: int, stage: object,
) -> None:  # fmt: skip
    booking = stage(session, client, departure)  # type: ignore[operator]
    change.participants(session, booking, people, steps.AGENT, NOW)
    assert (booking.num_participants, booking.total_amount) == (people, total)
    assert steps.seats_of(session, departure) == people
    assert broken(session) == []
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_more_people_than_seats_change_nothing(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    with pytest.raises(SeatsGone, match="8 seats are left, 9 wanted"):
        change.participants(session, booking, 11, steps.AGENT, NOW)
    assert (booking.num_participants, steps.seats_of(session, departure)) == (2, 2)


@pytest.mark.parametrize(
    ("people", "said"), [(0, "one person at least"), (2, "for 2 already"), (501, "1 to 500")]
)
def test_people_that_cannot_be_are_refused(
    session: Session, client: Client, departure: TourDeparture, people: int, said: str
) -> None:
    booking = steps.confirmed(session, client, departure)
    with pytest.raises(ValueRefused, match=said):
        change.participants(session, booking, people, steps.AGENT, NOW)


def test_more_people_on_a_paid_booking_make_it_confirmed_and_the_rest_pays_it(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    steps.pay(session, booking, steps.TOTAL)
    change.participants(session, booking, 3, steps.AGENT, NOW)
    assert (booking.status, owed(session, booking)) == ("confirmed", Decimal(225000))
    change.participants(session, booking, 2, steps.AGENT, NOW)
    assert (booking.status, owed(session, booking)) == ("paid", Decimal(0))
    assert broken(session) == []


def test_fewer_people_on_a_paid_booking_leave_a_credit_for_a_person(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    steps.pay(session, booking, steps.TOTAL)
    change.participants(session, booking, 1, steps.AGENT, NOW)
    assert (booking.status, booking.needs_attention) == ("paid", "overpaid")
    assert standing.of(session, booking).credit == Decimal(225000)


def test_the_guide_of_a_confirmed_booking_is_told_of_other_people(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    change.participants(session, booking, 3, steps.AGENT, NOW)
    guide = departure.guide_id
    assert steps.guide_told(session, booking) == [(guide, "created"), (guide, "changed")]
    assert steps.told(session, booking)[-1] == "booking_changed"


def test_a_move_takes_seats_there_gives_them_back_here_and_charges_the_difference(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    to = another(session, departure, price=Decimal(250000))
    change.departure(session, booking, to, steps.AGENT, NOW)
    assert [steps.seats_of(session, one) for one in (departure, to)] == [0, 2]
    assert (booking.start_date, booking.total_amount) == (to.departure_date, Decimal(500000))
    assert ledger.balance(session, booking, ledger.DEFERRED) == 500000
    assert broken(session) == []


def test_a_second_move_charges_from_the_price_of_the_first(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    dearer = another(session, departure, price=Decimal(250000))
    change.departure(session, booking, dearer, steps.AGENT, NOW)
    change.departure(session, booking, departure, steps.AGENT, NOW)
    assert booking.total_amount == steps.TOTAL
    change.departure(session, booking, dearer, steps.AGENT, NOW)
    change.participants(session, booking, 3, steps.AGENT, NOW)
    assert booking.total_amount == Decimal(750000)


def test_a_move_is_refused_where_there_is_no_room_and_changes_nothing(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    with pytest.raises(SeatsGone):
        change.departure(
            session, booking, another(session, departure, capacity=1), steps.AGENT, NOW
        )
    assert booking.tour_departure_id == departure.id
    assert steps.seats_of(session, departure) == 2


def test_a_move_is_to_another_departure_of_the_same_currency(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    with pytest.raises(ValueRefused, match="is on that departure already"):
        change.departure(session, booking, departure, steps.AGENT, NOW)
    with pytest.raises(ValueRefused, match="priced in USD"):
        dollars = another(session, departure, currency="USD")
        change.departure(session, booking, dollars, steps.AGENT, NOW)
    own = make_booking(session, client, status="confirmed")
    with pytest.raises(StepRefused, match="a trip of its own"):
        change.departure(session, own, departure, steps.AGENT, NOW)


def test_a_hold_moved_to_an_earlier_departure_ends_before_it_begins(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    soon = another(session, departure, departure_date=(NOW + timedelta(days=1)).date())
    change.departure(session, booking, soon, steps.AGENT, NOW)
    assert booking.hold_expires_at is not None and booking.grace_until is not None
    assert booking.hold_expires_at < booking.grace_until <= soon.starts_at


def test_the_same_guide_is_told_of_a_move_another_of_an_end_and_a_beginning(
    session: Session, client: Client, organization: Organization, departure: TourDeparture
) -> None:
    """G2."""
    booking = steps.confirmed(session, client, departure)
    change.departure(session, booking, another(session, departure), steps.AGENT, NOW)
    new = make_guide(session, organization).id
    to = another(session, departure, departure_date=date(2026, 9, 29), guide_id=new)
    change.departure(session, booking, to, steps.AGENT, NOW)
    old = departure.guide_id
    assert steps.guide_told(session, booking) == [
        (old, "created"),
        (old, "changed"),
        (old, "cancelled"),
        (new, "created"),
    ]


def test_an_adjustment_is_a_line_and_an_entry_and_the_frozen_price_stays(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    before = booking.price_snapshot
    change.adjust(session, booking, Decimal(30000), "Single room", steps.AGENT, NOW)
    assert (booking.total_amount, booking.price_snapshot) == (Decimal(480000), before)
    assert owed(session, booking) == Decimal(255000)
    assert ledger.balance(session, booking, ledger.RECEIVABLE) == Decimal(255000)
    assert broken(session) == []


@pytest.mark.parametrize(
    ("amount", "title", "error", "said"),
    [
        ("0", "x", ValueRefused, "changes nothing"),
        ("1", " ", ValueRefused, "Say what"),
        ("-450000.01", "x", ValueRefused, "more away than"),
        ("0.001", "x", AmountRefused, "KZT"),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused(
    session: Session, client: Client, departure: TourDeparture,
    amount: str, title: str, error: type[Exception], said: str,
) -> None:  # fmt: skip
    booking = steps.confirmed(session, client, departure)
    with pytest.raises(error, match=said):
        change.adjust(session, booking, Decimal(amount), title, steps.AGENT, NOW)
    assert booking.total_amount == steps.TOTAL


def test_fewer_places_than_people_who_are_named_are_refused(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    people.add(session, booking, [people.Person("Иван")], NOW)
    with pytest.raises(ValueRefused, match=r"2 people of .* are named, more than 1"):
        change.participants(session, booking, 1, steps.AGENT, NOW)
    assert (booking.num_participants, steps.seats_of(session, departure)) == (2, 2)
    people.remove(session, booking, 2)
    change.participants(session, booking, 1, steps.AGENT, NOW)
    assert steps.seats_of(session, departure) == 1


@pytest.mark.parametrize("status", ["quote", "expired", "cancelled", "completed"])
def test_only_what_is_held_or_confirmed_is_changed(
    session: Session, client: Client, departure: TourDeparture, status: str
) -> None:
    booking = make_booking(session, client, departure, status)
    with pytest.raises(StepRefused, match="adjusting the price is not possible"):
        change.adjust(session, booking, Decimal(1), "x", steps.AGENT, NOW)
    with pytest.raises(StepRefused, match="number of people is not possible"):
        change.participants(session, booking, 3, steps.AGENT, NOW)
    with pytest.raises(StepRefused, match="another departure is not possible"):
        to = another(session, departure)
        change.departure(session, booking, to, steps.AGENT, NOW)


def test_a_departure_of_another_tour_is_refused(
    session: Session, client: Client, departure: TourDeparture, organization: Organization
) -> None:
    """Title, meeting point and what is included would go on speaking of the first."""
    booking = steps.confirmed(session, client, departure)
    other = make_departure(session, make_tour(session, organization, name="Чарын"))
    with pytest.raises(ValueRefused, match="of another tour"):
        change.departure(session, booking, other, steps.AGENT, NOW)
    assert booking.tour_departure_id == departure.id
