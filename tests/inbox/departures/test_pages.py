"""The calendar and one departure: what leaves when, how full it is, and who goes."""

from datetime import time, timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.models import Tour
from tests.booking_factories import make_departure, make_guide, make_tour
from tests.browser import Browser
from tests.inbox import trade
from tests.inbox.offices import Office

PAGE = "/inbox/departures"


def month(ahead: int = 30) -> str:
    """The address of the month of that day."""
    return f"{PAGE}?month={trade.day(ahead):%Y-%m}"


def test_a_month_shows_each_departure_with_its_seats_time_and_place(
    office: Office, agent: Browser, session: Session
) -> None:
    departure = trade.departing(session, office)
    trade.booked(session, office, departure)
    html = agent.get(month()).text
    assert "Алтай — горные озёра" in html
    assert "2 of 10 seats taken" in html
    assert "07:30 Almaty" in html


def test_few_seats_and_none_are_told_by_word_and_colour(
    office: Office, agent: Browser, session: Session
) -> None:
    tour = make_tour(session, office.organization, capacity=2)
    trade.booked(session, office, trade.departing(session, office, tour=tour))
    trade.departing(session, office, tour=tour, departure_time=None)
    html = agent.get(month()).text
    assert 'class="seats full"' in html
    assert ">full<" in html
    assert 'class="seats low"' in html


def test_the_chosen_departure_stands_beside_the_calendar_with_its_group(
    office: Office, agent: Browser, session: Session
) -> None:
    """Until one is chosen it is the next to leave; the list has none beside it."""
    other = make_tour(session, office.organization, name="Чарын")
    first = trade.departing(session, office)
    chosen = trade.departing(session, office, tour=other, departure_time=time(18))
    code = trade.booked(session, office, chosen).booking_code

    def beside(address: str) -> str:
        return agent.get(address).text.partition('id="beside"')[2].partition("</aside>")[0]

    assert f"{PAGE}/{first.public_id}" in beside(month())
    html = beside(f"{month()}&on={chosen.public_id}")
    assert f"{PAGE}/{chosen.public_id}" in html
    assert code in html
    assert beside(f"{month()}&view=list") == ""
    assert "/edit" not in html  # a manager's


def test_an_empty_month_names_the_next_departure(
    office: Office, agent: Browser, session: Session
) -> None:
    trade.departing(session, office, ahead=90)
    html = agent.get(month(ahead=0)).text
    assert "No departures this month." in html
    assert f"Next: {trade.day(90).day} " in html
    assert "none after it" in agent.get(month(ahead=150)).text


def test_filters_leave_what_is_asked_for(office: Office, agent: Browser, session: Session) -> None:
    guide = make_guide(session, office.organization)
    led = trade.departing(session, office, guide_id=guide.id)
    other = make_tour(session, office.organization, name="Чарын", capacity=2)
    full = trade.departing(session, office, tour=other)
    trade.booked(session, office, full)
    for query, shown in (
        (f"tour={other.id}", full), (f"guide={guide.id}", led), ("free=1", led),
    ):  # fmt: skip
        html = agent.get(f"{PAGE}/shown?month={trade.day():%Y-%m}&{query}").text
        assert [str(one.public_id) in html for one in (led, full)] == [
            shown is led, shown is full,
        ]  # fmt: skip


def test_what_is_no_month_is_this_one(office: Office, agent: Browser) -> None:
    for typed in ("2026-13", "x", "99999-01", "0000-01"):
        assert agent.get(f"{PAGE}?month={typed}").status_code == 200


def test_a_departure_shows_its_facts_and_its_group(
    office: Office, agent: Browser, session: Session
) -> None:
    guide = make_guide(session, office.organization)
    departure = trade.departing(session, office, guide_id=guide.id)
    booking = trade.booked(session, office, departure)
    held = trade.booked(session, office, departure, "hold")
    html = agent.get(f"{PAGE}/{departure.public_id}").text
    for words in ("Асель", "Алматы, пр. Абая 10", "4 of 10 seats taken", "6 seats free"):
        assert words in html
    assert booking.booking_code in html and held.booking_code in html
    assert "Held until" in html


def test_an_agent_sees_no_button_that_is_a_managers(
    office: Office, agent: Browser, session: Session
) -> None:
    address = f"{PAGE}/{trade.departing(session, office).public_id}"
    assert "Cancel departure" not in agent.get(address).text
    office.agent.role = "manager"
    session.commit()
    assert "Cancel departure" in agent.get(address).text


def test_the_list_to_print_is_a_pdf_and_writes_nothing(
    office: Office, agent: Browser, session: Session
) -> None:
    departure = trade.departing(session, office)
    trade.booked(session, office, departure)
    answer = agent.get(f"{PAGE}/{departure.public_id}/group.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"


def test_a_full_month_takes_the_queries_of_an_empty_one(
    office: Office, agent: Browser, session: Session
) -> None:
    """And a full group those of a small one."""
    departure = trade.departing(session, office, capacity=100)
    trade.booked(session, office, departure)
    addresses = (month(), f"{PAGE}/{departure.public_id}")
    before = [queries(session, agent, address) for address in addresses]
    tour = session.get_one(Tour, departure.tour_id)
    for number in range(8):
        starts = departure.starts_at + timedelta(minutes=number)
        make_departure(
            session, tour, departure_date=departure.departure_date, departure_time=starts.time()
        )
        trade.booked(session, office, departure)
    assert [queries(session, agent, address) for address in addresses] == before
    assert max(before) <= 30


def queries(session: Session, browser: Browser, address: str) -> int:
    """How many statements the page takes."""
    said: list[str] = []

    def note(*arguments: object) -> None:
        said.append(str(arguments[2]))

    session.expire_all()
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    assert browser.get(address).status_code == 200
    event.remove(connection, "before_cursor_execute", note)
    return len([one for one in said if "SAVEPOINT" not in one])
