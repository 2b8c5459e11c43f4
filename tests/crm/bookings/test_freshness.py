"""A form that was opened before somebody else changed the booking says so."""

import pytest
from sqlalchemy.orm import Session

from crm.bookings import change, freshness
from crm.bookings.machine import Actor
from crm.errors import StaleForm
from crm.models import Client, Organization, TourDeparture
from tests.crm.bookings import steps
from tests.factories import NOW, make_user


def test_a_form_of_now_passes(session: Session, client: Client, departure: TourDeparture) -> None:
    booking = steps.held(session, client, departure)
    freshness.require(session, booking, booking.version)


def test_an_older_form_is_told_who_changed_what_and_when(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    opened = booking.version
    user = make_user(session, organization, name="Aigerim")
    change.participants(session, booking, 3, Actor("agent", user.id), NOW)
    with pytest.raises(StaleForm, match="Aigerim has changed") as refused:
        freshness.require(session, booking, opened)
    facts = refused.value.facts
    assert (facts["event"], facts["by"], facts["at"]) == ("change_participants", "Aigerim", NOW)
    assert facts["version"] == booking.version
