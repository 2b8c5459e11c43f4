"""The machine: the table of steps, and what every step leaves."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm.bookings import machine
from crm.bookings.machine import SYSTEM
from crm.errors import StepRefused
from crm.models import Client, TourDeparture
from crm.models.booking import STATUSES
from crm.models.booking_parts import EVENTS
from tests.booking_factories import make_booking
from tests.crm.bookings import steps
from tests.factories import NOW

TABLE = {
    (None, "create"): {"quote"},
    ("quote", "change_quote"): {"quote"},
    ("quote", "offer_sent"): {"quote"},
    ("quote", "place_hold"): {"hold"},
    ("quote", "agent_confirm"): {"confirmed"},
    ("hold", "request_payment"): {"payment_pending"},
    ("hold", "payment_succeeded"): {"hold", "confirmed"},
    ("payment_pending", "payment_succeeded"): {"payment_pending", "confirmed"},
    ("confirmed", "payment_succeeded"): {"confirmed", "paid"},
    ("expired", "late_payment_revived"): {"confirmed"},
    ("paid", "refund_succeeded"): {"paid", "confirmed"},
    ("hold", "ttl"): {"expired"},
    ("payment_pending", "ttl"): {"expired"},
    ("confirmed", "departure_ended"): {"completed"},
    ("paid", "departure_ended"): {"completed"},
}
"""Beside cancelling, money that changes nothing, and changes of what is held or confirmed."""
OVER = ("completed", "expired", "cancelled")


@pytest.mark.parametrize("status", [None, *STATUSES])
def test_the_table_has_the_steps_of_the_domain_and_no_other(status: str | None) -> None:
    for event in EVENTS:
        wanted = set(TABLE.get((status, event), ()))
        if event == "cancel" and status not in (None, *OVER):
            wanted = {"cancelled"}
        if event in ("payment_succeeded", "refund_succeeded") and status and not wanted:
            wanted = {status}
        if event in ("change_participants", "move_departure", "adjust", "reschedule"):
            wanted = {status} if status in ("hold", "payment_pending") else set()
            if status in ("confirmed", "paid"):
                wanted = {status} if event == "reschedule" else {"confirmed", "paid"}
        assert {to for to in STATUSES if machine.allows(event, status, to)} == wanted, event


def test_a_step_that_is_not_in_the_table_is_refused_by_its_name(
    session: Session, client: Client
) -> None:
    booking = make_booking(session, client, status="expired")
    with pytest.raises(StepRefused, match="is expired: placing a hold is not possible") as refusal:
        machine.step(session, booking, "place_hold", "hold", SYSTEM, NOW)
    facts = refusal.value.facts
    assert (facts["status"], facts["event"]) == ("expired", "place_hold")
    assert booking.version == 1


def test_an_event_does_not_lead_where_the_table_has_no_way(
    session: Session, client: Client
) -> None:
    booking = make_booking(session, client, status="confirmed")
    with pytest.raises(StepRefused, match="nowhere from where it stands"):
        machine.step(session, booking, "payment_succeeded", "cancelled", SYSTEM, NOW)


def test_a_step_writes_status_version_instant_and_one_event(
    session: Session, client: Client
) -> None:
    booking = make_booking(session, client, status="payment_pending")
    machine.step(session, booking, "ttl", "expired", SYSTEM, NOW, {"why": "time"})
    assert (booking.status, booking.version, booking.expired_at) == ("expired", 2, NOW)
    assert booking.hold_expires_at is booking.grace_until is None
    assert steps.events(session, booking) == ["ttl"]


def test_a_booking_no_longer_paid_stays_confirmed_since_it_was(
    session: Session, client: Client
) -> None:
    booking = make_booking(session, client, status="paid")
    since = booking.confirmed_at
    machine.step(session, booking, "refund_succeeded", "confirmed", SYSTEM, NOW)
    assert (booking.confirmed_at, booking.paid_at) == (since, None)


def test_the_events_replayed_give_the_status(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    steps.pay(session, booking, steps.DEPOSIT, now=NOW + timedelta(hours=1))
    assert steps.events(session, booking) == [
        "create",
        "place_hold",
        "request_payment",
        "payment_succeeded",
        "payment_succeeded",
    ]
    assert booking.status == "paid"
