"""The list of bookings, and one of them whole: what is shown, to whom, at what cost."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.booking_factories import make_booking, make_claim
from tests.browser import Browser
from tests.factories import make_client
from tests.inbox import trips
from tests.inbox.offices import Office, noted

MOST_QUERIES = 30


@pytest.fixture
def counted(engine: Engine) -> Callable[[Callable[[], object]], int]:
    """How many statements something costs."""

    def count(work: Callable[[], object]) -> int:
        seen: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        work()
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    return count


def test_the_list_shows_a_booking_with_its_money(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    html = agent.get("/inbox/bookings").text
    assert trip.booking.booking_code in html
    assert "KZT\u00a0225,000" in html
    assert trip.booking.booking_code not in agent.get("/inbox/bookings?state=over").text
    assert trip.booking.booking_code in agent.get(f"/inbox/bookings?q={office.client.name}").text


def test_the_list_costs_the_same_however_long_it_is(
    office: Office, agent: Browser, session: Session,
    counted: Callable[[Callable[[], object]], int],
) -> None:  # fmt: skip
    trips.make(session, office)
    few = counted(lambda: agent.get("/inbox/bookings?state=all"))
    for _ in range(60):
        booking = make_booking(session, make_client(session, office.organization))
        make_claim(session, booking)
    session.commit()
    many = counted(lambda: agent.get("/inbox/bookings?state=all"))
    assert (many, many <= MOST_QUERIES) == (few, True)


@pytest.mark.parametrize("stage", trips.STAGES)
def test_a_page_is_whole_at_every_stage(
    office: Office, agent: Browser, session: Session,
    counted: Callable[[Callable[[], object]], int], stage: str,
) -> None:  # fmt: skip
    trip = trips.make(session, office, stage)
    make_claim(session, trip.booking)
    session.commit()
    assert counted(lambda: agent.get(trip.path)) <= MOST_QUERIES
    html = agent.get(trip.path).text
    assert trip.booking.booking_code in html
    assert "Place a hold" in html


def test_a_form_says_what_the_step_will_do_and_does_nothing(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    html = agent.get(f"{trip.path}/ask/cancel").text
    assert "Booking cancelled" in html
    assert f'name="version" value="{trip.booking.version}"' in html
    told = agent.get(f"{trip.path}/told/cancel?fee=25000&by=client").text
    assert "KZT\u00a0200,000" in told
    session.refresh(trip.booking)
    assert (trip.booking.status, noted(session)) == ("confirmed", [])


@pytest.mark.parametrize("what", ["offer", "hold", "again", "people", "move", "adjust", "record"])
def test_every_form_opens_in_russian(
    office: Office, agent: Browser, session: Session, what: str
) -> None:
    office.agent.preferred_language = "ru"
    trip = trips.make(session, office, "quote")
    answer = agent.get(f"{trip.path}/ask/{what}")
    assert (answer.status_code, "Не сейчас" in answer.text) == (200, True)


def test_an_unchanged_page_is_not_sent_again(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    for path in (f"{trip.path}/live", "/inbox/bookings/list"):
        seen = agent.get(path).headers["X-Seen"]
        assert agent.get(f"{path}?seen={seen}").status_code == 204


def test_a_booking_of_another_operator_is_not_found(
    office: Office, outsider: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    for path in ("", "/live", "/ask/cancel", "/told/cancel"):
        assert outsider.get(trip.path + path).status_code == 404, path
