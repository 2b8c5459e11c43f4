"""Guides: one notice for each thing they must know, in the transaction of the change."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import departures
from crm.bookings import cancel, guides
from crm.models import Client, GuideNotification, Organization, TourDeparture
from tests.booking_factories import make_booking, make_departure, make_guide, make_tour
from tests.crm.bookings import steps
from tests.factories import NOW, make_client
from tests.invariants import broken


def test_a_confirmed_booking_leaves_one_notice_with_the_facts_as_they_were(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """G1."""
    booking = steps.confirmed(session, client, departure)
    row = session.scalars(select(GuideNotification)).one()
    assert (row.event, row.guide_id, row.processed) == ("created", departure.guide_id, False)
    assert (row.client_name, row.client_phone, row.seats) == (client.name, client.phone, 2)
    assert (row.event_title, row.event_date) == (booking.title, departure.departure_date)


def test_a_departure_without_a_guide_leaves_none(
    session: Session, client: Client, organization: Organization
) -> None:
    alone = make_departure(session, make_tour(session, organization, name="Ладога"))
    booking = steps.confirmed(session, client, alone)
    assert steps.guide_told(session, booking) == []


def test_the_same_notice_is_left_once(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    guides.notify(session, booking, "created", NOW)
    version = booking.version
    guides.notify(session, booking, "changed", NOW)
    guides.notify(session, booking, "changed", NOW)
    assert booking.version == version
    assert [event for _, event in steps.guide_told(session, booking)].count("changed") == 1


@pytest.mark.parametrize("event", ["changed", "cancelled"])
def test_who_was_never_told_is_told_of_no_change(
    session: Session, client: Client, departure: TourDeparture, event: str
) -> None:
    booking = make_booking(session, client, departure)
    guides.notify(session, booking, event, NOW)
    assert steps.guide_told(session, booking) == []


def test_another_guide_is_told_of_each_booking_and_the_old_one_that_they_are_off(
    session: Session, client: Client, organization: Organization, departure: TourDeparture
) -> None:
    """G2; a hold concerns neither."""
    booking = steps.confirmed(session, client, departure)
    held = steps.held(session, make_client(session, organization), departure)
    old, new = departure.guide_id, make_guide(session, organization).id
    departures.set_guide(session, organization, departure, new, NOW)
    assert steps.guide_told(session, booking) == [
        (old, "created"),
        (old, "cancelled"),
        (new, "created"),
    ]
    assert steps.guide_told(session, held) == []
    cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW)
    assert steps.guide_told(session, booking)[-1] == (new, "cancelled")
    assert broken(session) == []


def test_a_guide_who_comes_back_is_told_again(
    session: Session, client: Client, organization: Organization, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    old, new = departure.guide_id, make_guide(session, organization).id
    for guide in (new, old, None):
        departures.set_guide(session, organization, departure, guide, NOW)
    assert steps.guide_told(session, booking)[3:] == [
        (new, "cancelled"),
        (old, "created"),
        (old, "cancelled"),
    ]
    assert broken(session) == []
