"""Offers: the client is shown the quote, and the lead counts as quoted."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm.bookings import hold, offer
from crm.errors import StepRefused
from crm.models import Client, Lead, TourDeparture
from tests.crm.bookings import steps
from tests.factories import NOW


def test_an_offer_is_a_message_and_makes_the_lead_quoted(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    assert offer.send(session, booking, steps.AGENT, NOW) is not None
    session.expire_all()
    assert session.get_one(Lead, booking.lead_id).status == "quoted"
    assert (booking.offered_at, booking.status) == (NOW, "quote")
    assert steps.told(session, booking) == ["quote_offer"]


def test_an_offer_sent_again_is_another_message(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    offer.send(session, booking, steps.AGENT, NOW)
    offer.send(session, booking, steps.AGENT, NOW)
    assert steps.told(session, booking) == ["quote_offer", "quote_offer"]


def test_a_client_without_a_number_is_offered_nothing_by_message(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    client.phone = None
    booking = steps.quoted(session, client, departure)
    assert offer.send(session, booking, steps.AGENT, NOW) is None


def test_neither_an_old_price_nor_a_hold_is_offered(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    with pytest.raises(StepRefused, match="no longer good"):
        offer.send(session, booking, steps.AGENT, NOW + timedelta(days=3))
    hold.place(session, booking, steps.AGENT, NOW)
    with pytest.raises(StepRefused, match="sending the offer is not possible"):
        offer.send(session, booking, steps.AGENT, NOW)
