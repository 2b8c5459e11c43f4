"""A guide's pages: own departures alone, who comes and what to know, and no money."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from crm.bookings import hold, quote
from crm.bookings.line import Line
from crm.bookings.quote import Wish
from crm.models import Booking, Client, TourDeparture, User
from tests import factories
from tests.booking_factories import make_guide
from tests.browser import Browser
from tests.crm.bookings import steps
from tests.inbox import trade
from tests.inbox.offices import Office

PAGE = "/inbox/guide"


@pytest.fixture
def guide(office: Office, session: Session) -> Client:
    """The guide, who signs in as the teammate."""
    row = make_guide(session, office.organization)
    office.teammate.role, office.teammate.guide_client_id = "guide", row.id
    session.commit()
    return row


@pytest.fixture
def browser(office: Office, guide: Client, browse: Callable[[User], Browser]) -> Browser:
    """The guide's phone."""
    return browse(office.teammate)


@pytest.fixture
def own(office: Office, guide: Client, session: Session) -> TourDeparture:
    """A departure that the guide leads."""
    return trade.departing(session, office, guide_id=guide.id)


def picked_up(session: Session, office: Office, departure: TourDeparture) -> Booking:
    """A confirmed booking with a ride from the hotel."""
    client = factories.make_client(session, office.organization, name="Тимур")
    ride = Line("transfer", "Трансфер", Decimal(0), from_place="Отель «Казахстан»")
    wish = Wish(2, departure=departure, lines=[ride])
    booking = quote.create(session, office.organization, client, wish, steps.AGENT, factories.NOW)
    hold.place(session, booking, steps.AGENT, factories.NOW)
    steps.pay(session, booking, booking.total_amount)
    session.commit()
    return booking


def test_a_guide_begins_with_the_own_departures(
    browser: Browser, own: TourDeparture, office: Office, session: Session
) -> None:
    other = trade.departing(session, office, 40)
    html = browser.get(PAGE).text
    assert str(own.public_id) in html
    assert str(other.public_id) not in html
    answer = browser.get("/inbox/sign-in")
    assert answer.headers["Location"] == PAGE


def test_the_bar_of_a_guide_has_one_word(browser: Browser, own: TourDeparture) -> None:
    html = browser.get(PAGE).text
    bar = html[html.index('class="sections"') : html.index("</nav>")]
    assert "My departures" in bar
    assert "Inbox" not in bar and "Tasks" not in bar


def test_the_group_is_shown_without_money(
    browser: Browser, own: TourDeparture, office: Office, session: Session
) -> None:
    picked_up(session, office, own)
    held = trade.booked(session, office, own, "hold")
    html = browser.get(f"{PAGE}/{own.public_id}").text
    for words in ("Тимур", "2 people", "Отель «Казахстан»", "tel:+7701", "Абая 10"):
        assert words in html
    assert held.booking_code not in html
    shown = re.sub(r"<[^>]+>", " ", html)  # a link's own digits may be any
    assert "KZT" not in shown and "225" not in shown


def test_anothers_departure_is_not_found(
    browser: Browser, own: TourDeparture, office: Office, session: Session
) -> None:
    other = make_guide(session, office.organization)
    theirs = trade.departing(session, office, 40, guide_id=other.id)
    nobodys = trade.departing(session, office, 41)
    for departure in (theirs, nobodys):
        assert browser.get(f"{PAGE}/{departure.public_id}").status_code == 404


def test_who_is_no_guide_is_told_so_and_sees_nothing(
    agent: Browser, own: TourDeparture, office: Office, session: Session
) -> None:
    """Nor the word in the bar."""
    nobodys = trade.departing(session, office, 41)
    html = agent.get(PAGE).text
    assert "Nobody has said which guide you are" in html
    assert "My departures</span>" not in html
    assert agent.get(f"{PAGE}/{nobodys.public_id}").status_code == 404
