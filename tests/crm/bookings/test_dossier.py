"""A booking's page reads everything of it at once."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from crm.bookings import dossier
from crm.models import Client, TourDeparture
from tests.booking_factories import make_claim, make_payment
from tests.crm.bookings import steps
from tests.factories import NOW


def test_history_comes_latest_first_with_the_step_that_led_to_each_status(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    read = dossier.read(session, booking, NOW)
    assert [one.event.event for one in read.history] == list(
        reversed(steps.events(session, booking))
    )
    assert list(read.reached) == ["quote", "hold", "payment_pending", "confirmed"]
    assert (read.booking, read.opted_out) == (booking, False)


def test_a_claim_is_shown_with_the_payments_it_may_have_meant(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    near = make_payment(session, booking, Decimal(100), created_at=NOW - timedelta(hours=1))
    far = make_payment(session, booking, Decimal(100), created_at=NOW - timedelta(days=40))
    assert dossier.read(session, booking, NOW).candidates == []
    make_claim(session, booking)
    assert dossier.read(session, booking, NOW).candidates == [near]
    assert far.booking_id == booking.id
