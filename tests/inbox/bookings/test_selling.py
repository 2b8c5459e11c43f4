"""From the chat: a hold placed, an offer sent, a trip quoted; the seats counted at the press."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Booking, BookingParticipant
from tests.booking_factories import DAY
from tests.browser import Browser
from tests.inbox import trips
from tests.inbox.offices import Office, noted


@pytest.mark.parametrize(
    ("way", "status", "entry", "message"),
    [
        ("hold", "hold", "booking.held", "booking_hold_created"),
        ("offer", "quote", "booking.offered", "quote_offer"),
        ("quote", "quote", "booking.quoted", None),
    ],
)
def test_a_sale_ends_in_what_was_chosen(
    office: Office, agent: Browser, session: Session,
    way: str, status: str, entry: str, message: str | None,
) -> None:  # fmt: skip
    departure = trips.departs(session, office)
    session.commit()
    fields = {"departure": str(departure.public_id), "people": "3", "way": way}
    fields |= {"names": "Кайрат Петров\n", "discount": "5000", "discount_for": "Friends"}
    answer = agent.post(f"{office.path}/sell", **fields)
    assert answer.headers["Location"] == office.path
    booking = session.scalars(select(Booking)).one()
    assert (booking.status, booking.total_amount) == (status, Decimal(670000))
    assert booking.conversation_id == office.conversation.id
    names = session.scalars(select(BookingParticipant.first_name)).all()
    assert sorted(names) == ["Кайрат", "Мария"]
    assert noted(session) == [entry]
    assert message is None or message in trips.told(session, booking)


def test_the_panel_says_what_will_be_sent_and_sends_nothing(
    office: Office, agent: Browser, session: Session
) -> None:
    departure = trips.departs(session, office)
    session.commit()
    asked = f"departure={departure.public_id}&people=2&way=hold"
    assert "10 free of 10" in agent.get(f"{office.path}/sell").text
    told = agent.get(f"{office.path}/sell/told?{asked}").text
    assert "Places held" in told
    assert "Hold 2 seats" in told
    assert session.scalars(select(Booking)).all() == []


def test_seats_that_are_gone_are_said_before_and_refused_at_the_press(
    office: Office, agent: Browser, session: Session
) -> None:
    departure = trips.departs(session, office)
    departure.capacity = 1
    session.commit()
    fields = {"departure": str(departure.public_id), "people": "2", "way": "hold"}
    query = "&".join(f"{name}={value}" for name, value in fields.items())
    told = agent.get(f"{office.path}/sell/told?{query}").text
    assert "aria-disabled" in told
    assert agent.post(f"{office.path}/sell", **fields).status_code == 422
    assert session.scalars(select(Booking)).all() == []


def test_a_card_beside_the_chat_shows_the_booking(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    html = agent.get(office.path).text
    assert trip.path in html
    assert "Paid KZT\u00a0225,000 of KZT\u00a0450,000" in html
    seen = agent.get(f"{office.path}/sell/beside").headers["X-Seen"]
    assert agent.get(f"{office.path}/sell/beside?seen={seen}").status_code == 204


def test_a_trip_of_its_own_is_quoted(office: Office, agent: Browser, session: Session) -> None:
    assert agent.get(f"{office.path}/quote").status_code == 200
    line = {"kind": "hotel", "title": "Hotel Pera", "price": "45000", "quantity": "3"}
    days = {"first": DAY.replace(year=2030).isoformat(), "last": "2030-09-08"}
    fields = {"trip": "Istanbul", "people": "2", "currency": "kzt", **days, **line}
    answer = agent.post(f"{office.path}/quote", **fields)
    booking = session.scalars(select(Booking)).one()
    assert answer.headers["Location"] == f"/inbox/bookings/{booking.public_id}"
    assert (booking.title, booking.total_amount) == ("Istanbul", Decimal(135000))
    assert noted(session) == ["booking.quoted"]
