"""A sale: quoted, named and held in one go, or not at all."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.bookings import people, sale
from crm.bookings.sale import Sale
from crm.errors import ValueRefused
from crm.models import Booking, Client, Organization, TourDeparture
from tests.crm.bookings import steps
from tests.factories import NOW


def test_seats_are_held_for_those_who_are_named(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    wanted = Sale(departure, 3, "hold", names=["Кайрат Петров"])
    booking = sale.make(session, organization, client, wanted, steps.AGENT, NOW)
    assert (booking.status, steps.seats_of(session, departure)) == ("hold", 3)
    assert [row.last_name for row in people.listed(session, booking)] == ["", "Петров"]


@pytest.mark.parametrize(("people", "way"), [(1, "hold"), (2, "gift")])
def test_what_does_not_fit_is_refused(
    session: Session, organization: Organization, client: Client, departure: TourDeparture,
    people: int, way: str,
) -> None:  # fmt: skip
    wanted = Sale(departure, people, way, names=["Кайрат"])
    with pytest.raises(ValueRefused):
        sale.make(session, organization, client, wanted, steps.AGENT, NOW)
    assert session.scalar(select(func.count()).select_from(Booking)) == 0
