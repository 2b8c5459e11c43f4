"""Which message each step leaves: one where two would say the same, each only once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.bookings import expire, notices
from crm.models import Booking, Client, Communication, Organization, TourDeparture
from tests.crm.bookings import steps
from tests.factories import NOW, make_client, make_conversation, make_sender


def later(session: Session, booking: Booking) -> dict[str | None, datetime | None]:
    """The messages that wait for their day."""
    found = session.execute(
        select(Communication.template_name, Communication.not_before).where(
            Communication.booking_id == booking.id, Communication.not_before > NOW
        )
    )
    return {name: at for name, at in found}


def test_from_hold_to_paid_each_step_leaves_one_message(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """R15."""
    booking = steps.confirmed(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT)
    assert steps.told(session, booking) == [
        "booking_hold_created",
        "payment_request",
        "booking_confirmed",
        "payment_received_full",
    ]


def test_a_message_asked_for_twice_is_one(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    notices.held(session, booking, NOW)
    assert steps.told(session, booking) == ["booking_hold_created"]


def test_the_last_call_comes_when_a_quarter_of_the_time_is_left_but_not_at_night(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """The quarter begins at 04:00 of the client's: it goes the evening before."""
    booking = steps.held(session, client, departure)
    assert later(session, booking) == {"hold_expiring": datetime(2026, 8, 4, 15, 59, tzinfo=UTC)}


def test_asking_for_payment_leaves_no_second_last_call(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    assert list(later(session, booking)) == ["hold_expiring"]


def test_a_short_hold_has_no_last_call(
    session: Session, client: Client, organization: Organization, departure: TourDeparture
) -> None:
    organization.hold_minutes = 239
    assert later(session, steps.held(session, client, departure)) == {}


def test_a_confirmed_trip_has_a_message_before_it_and_one_after_it(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    planned = later(session, booking)
    assert planned["trip_soon_info"] == datetime(2026, 9, 3, 12, tzinfo=UTC)
    assert planned["trip_feedback"] == datetime(2026, 9, 8, 7, tzinfo=UTC)


def test_a_message_after_what_the_client_wrote_says_when_that_was(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    client = make_client(session, organization)
    conversation = make_conversation(session, make_sender(session, organization), client)
    booking = steps.held(session, client, departure)
    row = session.scalars(
        select(Communication).where(Communication.template_name == "booking_hold_created")
    ).one()
    assert (row.booking_id, row.answers_at) == (booking.id, conversation.last_inbound_at)


def test_nobody_awaits_the_end_of_a_hold(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    """It goes in the client's hours, whatever the client wrote just now."""
    client = make_client(session, organization)
    make_conversation(session, make_sender(session, organization), client)
    booking = steps.held(session, client, departure)
    expire.expire(session, booking, NOW + timedelta(hours=26))
    row = session.scalars(
        select(Communication).where(Communication.template_name == "hold_expired")
    ).one()
    assert row.answers_at is None


def test_a_client_without_a_number_is_told_nothing_and_booked_all_the_same(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    client.phone = None
    booking = steps.confirmed(session, client, departure)
    assert (booking.status, steps.told(session, booking)) == ("confirmed", [])
