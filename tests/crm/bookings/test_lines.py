"""Lines by hand: those of a quote come and go, later only what is known of them changes."""

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.bookings import hold, items, lines, services
from crm.bookings.line import Line
from crm.errors import ItemRefused, NotFound, StepRefused
from crm.models import Booking, Client, Organization, TourDeparture
from tests.crm.bookings import steps
from tests.factories import NOW

TRANSFER = Line("transfer", "From the airport", Decimal(30000))


def titles(session: Session, booking: Booking) -> list[str]:
    """Its lines that stand."""
    return [row.title for row in items.of(session, booking) if row.status != "cancelled"]


def test_a_line_is_added_to_a_quote_and_taken_off_with_its_price(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    lines.add(session, booking, organization, TRANSFER, steps.AGENT, NOW)
    assert booking.total_amount == Decimal(480000)
    assert titles(session, booking)[1:] == [TRANSFER.title]
    added = items.of(session, booking)[-1]
    lines.remove(session, booking, organization, added, steps.AGENT, NOW)
    assert booking.total_amount == Decimal(450000)
    assert len(titles(session, booking)) == 1
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_once_seats_are_held_the_lines_stay(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    with pytest.raises(StepRefused, match="changing the quote"):
        lines.add(session, booking, organization, TRANSFER, steps.AGENT, NOW)


def test_the_departures_own_line_stays(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    own = items.of(session, booking)[0]
    with pytest.raises(StepRefused, match="the departure itself"):
        lines.remove(session, booking, organization, own, steps.AGENT, NOW)


def test_a_line_of_another_booking_is_not_found(
    session: Session, client: Client, departure: TourDeparture, other: Booking
) -> None:
    booking = steps.held(session, client, departure)
    foreign = items.of(session, other)[0]
    with pytest.raises(NotFound):
        items.find(session, booking, foreign.id)


def test_a_service_is_described_without_its_price(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    lines.add(session, booking, organization, TRANSFER, steps.AGENT, NOW)
    hold.place(session, booking, steps.AGENT, NOW)
    row = items.of(session, booking)[-1]
    said = {"provider": "AvtoTrans", "provider_ref": "88213", "details": {"vehicle": "Sprinter"}}
    services.describe(booking, row, said, "confirmed", NOW)
    assert (row.provider, row.provider_ref, row.status) == ("AvtoTrans", "88213", "confirmed")
    assert (row.details, row.amount) == ({"vehicle": "Sprinter"}, Decimal(30000))
    with pytest.raises(ItemRefused, match="no detail"):
        services.describe(booking, row, {"details": {"rooms": 2}}, "confirmed", NOW)
