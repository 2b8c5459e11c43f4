"""Cancelling a departure from its page: the list first, and nothing but what was shown."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.models import AuditEntry, Task
from tests.booking_factories import make_payment
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


def shown(html: str, name: str) -> str:
    """A hidden field of the form, or the code that it asks for."""
    found = re.search(rf'name="{name}" value="(\w+)"', html)
    return found[1] if found else ""


def agree(browser: Browser, address: str, html: str, **typed: str) -> TestResponse:
    """Press the button of a page."""
    typed = {"reason": "Лавина", **typed}
    return browser.post(address, mark=shown(html, "mark"), key=shown(html, "key"), **typed)


def test_the_list_the_sums_and_the_number_are_shown_first(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = departing(session, office)
    for status in ("confirmed", "hold"):
        make_payment(session, trade.booked(session, office, departure, status), Decimal(100000))
    session.commit()
    html = boss.get(f"/inbox/departures/{departure.public_id}/cancel").text.replace("\xa0", " ")
    assert "2 bookings would be cancelled" in html
    assert "KZT 200,000" in html
    assert "Cancel 2 bookings" in html


def test_pressing_the_button_cancels_all_of_it_and_leaves_one_entry(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = departing(session, office)
    booking = trade.booked(session, office, departure)
    make_payment(session, booking, Decimal(100000))
    session.commit()
    address = f"/inbox/departures/{departure.public_id}/cancel"
    answer = agree(boss, address, boss.get(address).text)
    assert answer.headers["Location"] == f"/inbox/departures/{departure.public_id}"
    session.expire_all()
    assert (booking.status, departure.status) == ("cancelled", "cancelled")
    assert session.scalars(select(Task.kind)).all() == ["refund_due"]
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.action == "departure.cancelled"
    assert entry.facts["bookings"] == [booking.booking_code]
    assert entry.facts["to_send_back"] == {"KZT": "100000.00"}


def test_a_booking_that_came_meanwhile_shows_the_new_list_and_keeps_the_reason(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = departing(session, office)
    address = f"/inbox/departures/{departure.public_id}/cancel"
    html = boss.get(address).text
    booking = trade.booked(session, office, departure)
    answer = agree(boss, address, html)
    session.expire_all()
    assert (answer.status_code, booking.status, departure.status) == (303, "confirmed", "open")
    again = boss.get(answer.headers["Location"]).text
    assert "The list has changed" in again
    assert booking.booking_code in again and 'value="Лавина"' in again
    assert agree(boss, address, again).headers["Location"].endswith(str(departure.public_id))


def test_much_money_asks_for_a_code_that_is_typed(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = departing(session, office)
    booking = trade.booked(session, office, departure, num_participants=6)
    make_payment(session, booking, booking.total_amount)
    session.commit()
    address = f"/inbox/departures/{departure.public_id}/cancel"
    html = boss.get(address).text
    code = re.search(r"Type (\w{4}) to confirm", html)
    assert code is not None
    assert agree(boss, address, html, code="XXXX").status_code == 422
    assert agree(boss, address, html, code=code[1].lower()).status_code == 303


def test_without_a_reason_nothing_happens(office: Office, boss: Browser, session: Session) -> None:
    departure = departing(session, office)
    trade.booked(session, office, departure)
    address = f"/inbox/departures/{departure.public_id}/cancel"
    assert agree(boss, address, boss.get(address).text, reason=" ").status_code == 422
    session.refresh(departure)
    assert departure.status == "open"


def test_one_that_has_begun_or_is_cancelled_is_not_offered(
    office: Office, boss: Browser, session: Session
) -> None:
    gone = departing(session, office, ahead=-2)
    off = departing(session, office, status="cancelled")
    for departure in (gone, off):
        assert "Cancel departure" not in boss.get(f"/inbox/departures/{departure.public_id}").text
        assert boss.get(f"/inbox/departures/{departure.public_id}/cancel").status_code == 422
