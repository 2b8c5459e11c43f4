"""Details of a departure: changed from what was seen, and told to whom they concern."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import departure_details
from crm.errors import StepRefused, ValueRefused
from crm.models import Organization, TourDeparture
from tests.booking_factories import make_booking, make_departure, make_guide, make_tour
from tests.crm.bookings import steps
from tests.factories import NOW, make_client, make_organization, make_sender


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator with a number."""
    row = make_organization(session)
    make_sender(session, row)
    return row


@pytest.fixture
def departure(session: Session, organization: Organization) -> TourDeparture:
    """With a guide."""
    guide = make_guide(session, organization)
    return make_departure(session, make_tour(session, organization), guide_id=guide.id)


def edit(session: Session, departure: TourDeparture, **wanted: Any) -> dict[str, Any]:
    """Make it so, from what it is."""
    organization = session.get_one(Organization, departure.organization_id)
    before = departure_details.of(departure)
    return dict(
        departure_details.edit(
            session, organization, departure, before, replace(before, **wanted), NOW
        )
    )


def test_what_changes_is_said_from_and_to(session: Session, departure: TourDeparture) -> None:
    changed = edit(session, departure, capacity=12, price=Decimal(200000))
    assert changed == {
        "capacity": [10, 12], "price": [Decimal(225000), Decimal(200000)],
    }  # fmt: skip
    assert edit(session, departure) == {}


def test_another_meeting_point_is_told_to_whoever_has_a_voucher_and_the_guide(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    confirmed = steps.confirmed(session, make_client(session, organization), departure)
    held = steps.held(session, make_client(session, organization), departure)
    edit(session, departure, meeting_point="Вокзал")
    assert steps.told(session, confirmed)[-1] == "booking_changed"
    assert "booking_changed" not in steps.told(session, held)
    assert steps.guide_told(session, confirmed)[-1] == (departure.guide_id, "changed")


def test_another_price_is_for_who_books_from_now_on(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    booking = make_booking(session, make_client(session, organization), departure)
    edit(session, departure, price=Decimal(1))
    assert (departure.price, booking.total_amount) == (Decimal(1), Decimal(450000))
    with pytest.raises(ValueRefused, match="nothing or more"):
        edit(session, departure, price=Decimal(-1))


def test_another_guide_is_told_of_each_booking(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, make_client(session, organization), departure)
    old, new = departure.guide_id, make_guide(session, organization).id
    edit(session, departure, guide_id=new)
    assert steps.guide_told(session, booking)[-2:] == [(old, "cancelled"), (new, "created")]


def test_a_wish_made_from_something_else_is_refused(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    before = departure_details.of(departure)
    edit(session, departure, capacity=14)
    with pytest.raises(StepRefused, match="meanwhile: 14 seats"):
        departure_details.edit(session, organization, departure, before, before, NOW)


def test_what_has_begun_is_not_changed(session: Session, departure: TourDeparture) -> None:
    departure.starts_at = NOW
    with pytest.raises(StepRefused, match="has begun"):
        edit(session, departure, capacity=14)
