"""What can still be sold, with its free seats."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from crm.bookings import openings
from crm.errors import NotFound
from crm.models import Organization
from tests.booking_factories import DAY, make_departure, make_tour
from tests.factories import NOW


def test_tours_and_departures_to_come_are_listed(
    session: Session, organization: Organization
) -> None:
    tour, other = make_tour(session, organization), make_tour(session, organization, name="Kolsai")
    late = make_departure(session, tour, departure_date=DAY + timedelta(days=9))
    full = make_departure(session, tour, seats_taken=10)
    make_departure(session, tour, departure_date=date(2026, 7, 1))
    make_departure(session, other, status="closed")
    assert openings.tours(session, organization.id, NOW) == [tour]
    assert openings.of_tour(session, tour.id, NOW) == [full, late]


def test_a_departure_of_another_operator_is_not_found(
    session: Session, organization: Organization
) -> None:
    row = make_departure(session, make_tour(session, organization))
    assert openings.find(session, organization, row.public_id) is row
    with pytest.raises(NotFound):
        openings.find(session, organization, uuid4())
