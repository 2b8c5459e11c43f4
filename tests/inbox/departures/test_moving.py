"""Moving a departure from its page: where to, the list and the sums, then the deed."""

import re
from datetime import time
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.models import AuditEntry, TourDeparture
from tests.browser import Browser
from tests.inbox import trade
from tests.inbox.offices import Office
from tests.inbox.trade import departing


@pytest.fixture
def boss(office: Office, agent: Browser, session: Session) -> Browser:
    """The agent, made a manager."""
    office.agent.role = "manager"
    session.commit()
    return agent


def page(departure: TourDeparture) -> str:
    """Where it is moved."""
    return f"/inbox/departures/{departure.public_id}/move"


def agree(browser: Browser, departure: TourDeparture, html: str) -> TestResponse:
    """Press the button of a page, with all that its form carries."""
    form = html[html.index('class="deed') :]
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    hidden.pop("csrf_token")
    return browser.post(page(departure), **hidden)


def test_it_is_asked_where_to_first(office: Office, boss: Browser, session: Session) -> None:
    departure = departing(session, office)
    there = departing(session, office, 44)
    html = boss.get(page(departure)).text
    assert str(there.public_id) in html
    assert "What happens" not in html


def test_to_another_day_moves_it_with_everybody_and_leaves_one_entry(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = departing(session, office)
    booking = trade.booked(session, office, departure)
    html = boss.get(f"{page(departure)}?day={trade.day(37)}&time=06:00").text
    assert "1 booking would move to" in html and "Move 1 booking" in html
    answer = agree(boss, departure, html)
    session.expire_all()
    assert answer.headers["Location"] == f"/inbox/departures/{departure.public_id}"
    assert (departure.departure_date, departure.departure_time) == (trade.day(37), time(6))
    assert booking.start_date == trade.day(37)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.facts["bookings"]) == ("departure.moved", [booking.booking_code])


def test_to_another_departure_shows_what_each_pays_more(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = departing(session, office)
    booking = trade.booked(session, office, departure)
    there = departing(session, office, 44, price=Decimal(230000))
    html = boss.get(f"{page(departure)}?to={there.public_id}").text.replace("\xa0", " ")
    assert "+KZT 10,000" in html and "seats needed there, 10 free" in html
    answer = agree(boss, departure, html)
    session.expire_all()
    assert answer.headers["Location"] == f"/inbox/departures/{there.public_id}"
    assert (booking.tour_departure_id, departure.status) == (there.id, "closed")
    assert (departure.seats_taken, there.seats_taken) == (0, 2)


def test_too_few_seats_there_have_no_button(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = departing(session, office)
    trade.booked(session, office, departure)
    there = departing(session, office, 44, capacity=1)
    html = boss.get(f"{page(departure)}?to={there.public_id}").text
    assert "too few for this group" in html
    assert "Move 1 booking" not in html


def test_a_booking_that_came_meanwhile_shows_the_new_list(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = departing(session, office)
    html = boss.get(f"{page(departure)}?day={trade.day(37)}").text
    booking = trade.booked(session, office, departure)
    answer = agree(boss, departure, html)
    again = boss.get(answer.headers["Location"]).text
    assert "The list has changed" in again and booking.booking_code in again
    session.refresh(departure)
    assert departure.departure_date == trade.day()


def test_what_is_no_place_to_go_is_refused(office: Office, boss: Browser, session: Session) -> None:
    departure = departing(session, office)
    assert boss.get(f"{page(departure)}?to=x").status_code == 404
    assert boss.get(f"{page(departure)}?day=x").status_code == 422
    assert boss.post(page(departure)).status_code == 404
