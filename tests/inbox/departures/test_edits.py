"""A departure added, changed, closed and opened by a manager: in the database and in the log."""

from datetime import time
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.models import AuditEntry, TourDeparture
from tests.booking_factories import make_guide, make_tour
from tests.browser import Browser
from tests.inbox import trade
from tests.inbox.offices import Office, noted

PAGE = "/inbox/departures"


@pytest.fixture
def boss(office: Office, agent: Browser, session: Session) -> Browser:
    """The agent, made a manager."""
    office.agent.role = "manager"
    session.commit()
    return agent


def fields(departure: TourDeparture, **wanted: str) -> dict[str, str]:
    """The form of its details as it was opened, with something typed."""
    shown = {
        "capacity": str(departure.capacity),
        "price": str(departure.price),
        "meeting_point": departure.meeting_point,
        "guide": str(departure.guide_id or ""),
    }
    return {**{f"was_{name}": value for name, value in shown.items()}, **shown, **wanted}


def test_a_departure_is_added_with_what_was_typed(
    office: Office, boss: Browser, session: Session
) -> None:
    tour = make_tour(session, office.organization)
    guide = make_guide(session, office.organization)
    session.commit()
    answer = boss.post(
        f"{PAGE}/new", tour=str(tour.id), day=trade.day().isoformat(), time="06:30",
        capacity="12", price="240 000", meeting_point="Вокзал", guide=str(guide.id),
    )  # fmt: skip
    row = session.scalars(select(TourDeparture)).one()
    assert answer.headers["Location"] == f"{PAGE}/{row.public_id}"
    assert (row.departure_time, row.capacity, row.guide_id) == (time(6, 30), 12, guide.id)
    assert (row.price, row.meeting_point) == (Decimal(240000), "Вокзал")
    assert noted(session) == ["departure.added"]


def test_what_is_left_empty_is_the_tours(office: Office, boss: Browser, session: Session) -> None:
    tour = make_tour(session, office.organization)
    session.commit()
    boss.post(f"{PAGE}/new", tour=str(tour.id), day=trade.day().isoformat())
    row = session.scalars(select(TourDeparture)).one()
    assert (row.departure_time, row.capacity, row.price) == (None, 10, Decimal(225000))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "soon"}, "is no day"),
        ({"time": "25:00"}, "Name a time"),
        ({"capacity": "many"}, "in digits"),
        ({"capacity": "99999"}, "in digits"),
        ({"capacity": "0"}, "at least one seat"),
        ({"price": "cheap"}, "is no amount"),
        ({"day": "2020-01-01"}, "has passed"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    office: Office, boss: Browser, session: Session, typed: dict[str, str], said: str
) -> None:
    tour = make_tour(session, office.organization)
    session.commit()
    answer = boss.post(f"{PAGE}/new", **{"tour": str(tour.id), "day": str(trade.day()), **typed})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert session.scalar(select(func.count()).select_from(TourDeparture)) == 0


def test_details_are_changed_and_the_log_says_from_what_to_what(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = trade.departing(session, office)
    wanted = fields(departure, capacity="14", meeting_point="Вокзал")
    boss.post(f"{PAGE}/{departure.public_id}/edit", **wanted)
    session.refresh(departure)
    assert (departure.capacity, departure.meeting_point) == (14, "Вокзал")
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.action == "departure.changed"
    assert entry.facts["changed"] == {
        "capacity": ["10", "14"], "meeting_point": ["Алматы, пр. Абая 10", "Вокзал"],
    }  # fmt: skip


def test_a_form_that_grew_stale_says_what_it_is_by_now(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = trade.departing(session, office)
    stale = fields(departure, price="1000")
    boss.post(f"{PAGE}/{departure.public_id}/edit", **fields(departure, capacity="14"))
    answer = boss.post(f"{PAGE}/{departure.public_id}/edit", **stale)
    assert (answer.status_code, "meanwhile: 14 seats" in answer.text) == (422, True)
    session.refresh(departure)
    assert departure.price == Decimal(225000)


def test_seats_that_are_taken_stay(office: Office, boss: Browser, session: Session) -> None:
    departure = trade.departing(session, office)
    trade.booked(session, office, departure)
    answer = boss.post(f"{PAGE}/{departure.public_id}/edit", **fields(departure, capacity="1"))
    assert (answer.status_code, "2 seats are taken" in answer.text) == (422, True)
    assert noted(session) == []


def test_it_is_closed_for_sale_and_opened_again(
    office: Office, boss: Browser, session: Session
) -> None:
    departure = trade.departing(session, office)
    for verb, status in (("close", "closed"), ("reopen", "open")):
        boss.post(f"{PAGE}/{departure.public_id}/{verb}")
        session.refresh(departure)
        assert departure.status == status
    assert noted(session) == ["departure.closed", "departure.opened"]


def test_the_forms_open(office: Office, boss: Browser, session: Session) -> None:
    """The one for a new one offers tours on sale alone."""
    departure = trade.departing(session, office)
    make_tour(session, office.organization, name="Чарын", active=False)
    session.commit()
    html = boss.get(f"{PAGE}/new").text
    assert "Алтай" in html and "Чарын" not in html
    assert 'value="225000"' in boss.get(f"{PAGE}/{departure.public_id}/edit").text
