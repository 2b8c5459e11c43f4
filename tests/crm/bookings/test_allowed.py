"""Which steps the page offers, and why not the others."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import booking_card
from crm.bookings import allowed
from crm.models import Client, TourDeparture
from tests.booking_factories import make_booking
from tests.factories import NOW

LATER = NOW + timedelta(days=60)


def obstacles(
    session: Session, client: Client, departure: TourDeparture | None, status: str, **asked: Any
) -> dict[str, str | None]:
    """By step, what stands in its way."""
    booking = make_booking(session, client, departure, status)
    now = asked.pop("now", NOW)
    card = booking_card.read(session, booking)
    found = allowed.choices(card, now, **{"is_manager": True, **asked})
    return {one.name: one.why_not for one in found}


@pytest.mark.parametrize(
    ("status", "open_now"),
    [
        ("quote", {"offer", "hold", "confirm", "again", "cancel"}),
        ("hold", {"request", "people", "move", "adjust", "schedule", "cancel"}),
        ("payment_pending", {"people", "move", "adjust", "schedule", "cancel"}),
        ("confirmed", {"people", "move", "adjust", "schedule", "cancel"}),
        ("cancelled", set()),
        ("expired", set()),
    ],
)
def test_the_machine_says_what_is_open(
    session: Session, client: Client, departure: TourDeparture, status: str, open_now: set[str]
) -> None:
    found = obstacles(session, client, departure, status)
    assert {name for name, why in found.items() if why is None} == open_now


def test_what_the_machine_has_may_still_have_its_reason(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    quote = obstacles(session, client, departure, "quote", is_manager=False)
    assert quote["confirm"] == "role"
    assert obstacles(session, client, departure, "quote", now=LATER)["hold"] == "lapsed"
    assert obstacles(session, client, None, "confirmed")["move"] == "no_departure"
    assert obstacles(session, client, departure, "paid")["complete"] == "not_over"
    assert obstacles(session, client, departure, "confirmed", now=LATER)["complete"] == "unpaid"
    assert obstacles(session, client, departure, "paid", now=LATER)["complete"] is None
