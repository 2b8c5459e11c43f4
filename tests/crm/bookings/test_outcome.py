"""What money does to a booking: each row of the table, and the money that nobody expected."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm.bookings import cancel, change, expire, find
from crm.models import Booking, Client, Lead, Organization, TourDeparture
from crm.payments import record, refunds, standing
from tests.booking_factories import make_booking
from tests.crm.bookings import steps
from tests.factories import NOW, make_client
from tests.invariants import broken

LATER = NOW + timedelta(hours=26)


def expired(session: Session, client: Client, departure: TourDeparture) -> Booking:
    """Nobody paid in time."""
    booking = steps.asked(session, client, departure)
    assert expire.expire(session, booking, LATER)
    return booking


@pytest.mark.parametrize("stage", [steps.held, steps.asked])
def test_the_deposit_confirms(
    session: Session, client: Client, departure: TourDeparture, stage: object
) -> None:
    booking = stage(session, client, departure)  # type: ignore[operator]
    steps.pay(session, booking, steps.DEPOSIT)
    session.expire_all()
    assert (booking.status, booking.hold_expires_at) == ("confirmed", None)
    assert session.get_one(Lead, booking.lead_id).status == "won"
    assert steps.told(session, booking)[-1] == "booking_confirmed"
    assert steps.guide_told(session, booking) == [(departure.guide_id, "created")]
    assert broken(session) == []


def test_less_than_the_deposit_is_kept_and_the_client_told_what_is_missing(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    until = booking.hold_expires_at
    steps.pay(session, booking, Decimal(100000))
    assert (booking.status, booking.hold_expires_at) == ("payment_pending", until)
    assert steps.told(session, booking)[-1] == "partial_received"
    steps.pay(session, booking, Decimal(125000))
    assert booking.status == "confirmed"


def test_all_of_it_at_once_confirms_and_pays_with_one_message(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """R15."""
    booking = steps.asked(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT, steps.DEPOSIT)
    assert booking.status == "paid"
    assert steps.events(session, booking)[-2:] == ["payment_succeeded"] * 2
    assert steps.told(session, booking)[2:] == ["booking_confirmed"]


def test_the_rest_pays(session: Session, client: Client, departure: TourDeparture) -> None:
    booking = steps.confirmed(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT)
    assert (booking.status, booking.paid_at) == ("paid", NOW)
    assert steps.told(session, booking)[-1] == "payment_received_full"


def test_the_second_of_three_parts_leaves_it_confirmed(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    steps.pay(session, booking, Decimal(50000))
    assert (booking.status, booking.needs_attention) == ("confirmed", None)
    assert steps.told(session, booking)[-1] == "payment_received"


def test_too_much_is_kept_as_credit_for_a_person_until_it_went_back(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    extra = steps.pay(session, booking, steps.DEPOSIT, Decimal(5000)).payments[-1]
    assert (booking.status, booking.needs_attention) == ("paid", "overpaid")
    assert standing.of(session, booking).credit == 5000
    assert steps.open_tasks(session, booking) == ["unexpected_payment"]
    refund = refunds.request(session, extra, extra.amount, "too much", None, None, NOW)
    refunds.succeed(session, refund, NOW)
    assert (booking.status, booking.needs_attention) == ("paid", None)
    assert steps.open_tasks(session, booking) == []


def test_one_of_two_equal_charges_refunded_leaves_it_paid(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """M11."""
    booking = steps.asked(session, client, departure)
    twice = steps.pay(session, booking, steps.TOTAL, steps.TOTAL).payments
    refund = refunds.request(session, twice[0], steps.TOTAL, "double", None, None, NOW)
    refunds.succeed(session, refund, NOW)
    assert booking.status == "paid"
    assert broken(session) == []


def test_a_refund_below_the_total_leaves_it_confirmed_and_no_longer_paid(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    (payment,) = steps.pay(session, booking, steps.TOTAL).payments
    refund = refunds.request(session, payment, Decimal(1), "a bit", None, None, NOW)
    refunds.succeed(session, refund, NOW)
    assert (booking.status, booking.paid_at) == ("confirmed", None)
    assert steps.told(session, booking)[-1] == "refund_sent"


def test_money_that_comes_late_revives_a_booking_whose_seats_are_there(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = expired(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT, now=LATER)
    assert booking.status == "confirmed"
    assert steps.events(session, booking)[-1] == "late_payment_revived"
    assert steps.seats_of(session, departure) == 2
    assert steps.told(session, booking)[-1] == "booking_confirmed"
    assert broken(session) == []


def test_all_of_the_money_late_revives_and_pays(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = expired(session, client, departure)
    steps.pay(session, booking, steps.TOTAL, now=LATER)
    assert booking.status == "paid"
    assert broken(session) == []


def test_late_money_without_seats_is_kept_for_a_person_and_confirms_nothing(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = expired(session, client, departure)
    other = make_client(session, session.get_one(Organization, client.organization_id))
    make_booking(session, other, departure, "confirmed", num_participants=9)
    steps.pay(session, booking, steps.DEPOSIT, now=LATER)
    assert (booking.status, booking.needs_attention) == ("expired", "late_payment")
    assert steps.open_tasks(session, booking) == ["late_payment"]
    assert steps.told(session, booking)[-1] == "late_payment"
    assert standing.of(session, booking).paid == steps.DEPOSIT


def test_late_money_of_a_lead_with_another_booking_is_kept_for_a_person(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = expired(session, client, departure)
    steps.quoted(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT, now=LATER)
    assert (booking.status, booking.needs_attention) == ("expired", "late_payment")


def test_late_money_after_the_start_is_kept_for_a_person(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = expired(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT, now=departure.starts_at)
    assert (booking.status, booking.needs_attention) == ("expired", "late_payment")


def test_late_money_in_two_parts_revives_with_the_second_and_closes_the_task(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = expired(session, client, departure)
    steps.pay(session, booking, Decimal(100000), now=LATER)
    assert steps.open_tasks(session, booking) == ["late_payment"]
    steps.pay(session, booking, Decimal(125000), now=LATER)
    assert (booking.status, booking.needs_attention) == ("confirmed", None)
    assert steps.open_tasks(session, booking) == []


def test_money_for_a_cancelled_booking_is_kept_for_a_person(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW)
    steps.pay(session, booking, steps.DEPOSIT)
    assert (booking.status, booking.needs_attention) == ("cancelled", "late_payment")
    assert steps.open_tasks(session, booking) == ["late_payment", "refund_due"]


def test_what_goes_back_but_the_fee_settles_a_cancelled_booking(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    (payment,) = record.of_booking(session, booking)
    fee = Decimal(25000)
    cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW, fee)
    refund = refunds.request(session, payment, payment.amount - fee, "off", None, None, NOW)
    refunds.succeed(session, refund, NOW)
    assert steps.open_tasks(session, booking) == []
    assert broken(session) == []


def test_a_price_that_falls_below_its_deposit_is_paid_by_what_it_is_now(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure, 4)
    change.participants(session, booking, 1, steps.AGENT, NOW)
    assert (booking.total_amount, booking.deposit_amount) == (Decimal(225000), steps.TOTAL)
    steps.pay(session, booking, Decimal(225000))
    assert booking.status == "paid"
    assert broken(session) == []


def test_a_price_that_falls_to_what_was_paid_confirms_what_is_held(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    steps.pay(session, booking, Decimal(200000))
    change.adjust(session, booking, Decimal(-250000), "A gift", steps.AGENT, NOW)
    assert booking.status == "paid"
    assert steps.guide_told(session, booking) == [(departure.guide_id, "created")]
    assert broken(session) == []


def test_a_payment_told_twice_is_one_payment(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """M8, one after the other."""
    booking = steps.asked(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT, ref="A1")
    before = steps.events(session, booking), steps.told(session, booking)
    again = steps.pay(session, find.locked(session, booking.id), steps.DEPOSIT, ref="A1")
    assert again.payments == []
    assert (steps.events(session, booking), steps.told(session, booking)) == before
