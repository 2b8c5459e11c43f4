"""Tours added and changed by a manager."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import AuditEntry, Tour
from tests.booking_factories import make_departure, make_tour
from tests.browser import Browser
from tests.inbox.offices import Office

TYPED = {
    "name": "Чарын", "kind": "session", "duration": "90", "unit": "minutes", "capacity": "15",
    "base_price": "12 000", "currency": "kzt", "description": " Закат ",
    "includes": "гид\r\n\r\nчай ",
}  # fmt: skip


@pytest.fixture
def boss(office: Office, agent: Browser, session: Session) -> Browser:
    """The agent, made a manager."""
    office.agent.role = "manager"
    session.commit()
    return agent


def test_a_tour_is_added_and_listed(boss: Browser, session: Session) -> None:
    boss.post("/inbox/tours/new", **TYPED)
    row = session.scalars(select(Tour)).one()
    assert (row.name, row.kind, row.duration_minutes, row.capacity) == ("Чарын", "session", 90, 15)
    assert (row.base_price, row.includes, row.description) == (
        Decimal(12000), ["гид", "чай"], "Закат",
    )  # fmt: skip
    assert session.scalars(select(AuditEntry.action)).all() == ["tour.added"]
    assert "90 minutes" in boss.get("/inbox/tours").text


def test_a_tour_is_changed_and_its_departures_stay(
    office: Office, boss: Browser, session: Session
) -> None:
    tour = make_tour(session, office.organization)
    departure = make_departure(session, tour)
    session.commit()
    address = f"/inbox/tours/{tour.public_id}"
    assert 'value="225000"' in boss.get(address).text
    boss.post(address, **TYPED)
    session.expire_all()
    assert (tour.name, tour.active, departure.price) == ("Чарын", False, Decimal(225000))
    assert session.scalars(select(AuditEntry.action)).all() == ["tour.changed"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "Алтай — горные озёра"}, "already"),
        ({"unit": "weeks"}, "how long"),
        ({"kind": "tour"}, "lasts days"),
        ({"duration": "long"}, "in digits"),
        ({"base_price": "x"}, "is no amount"),
        ({"currency": "QQQ"}, "QQQ"),
    ],
)
def test_what_cannot_be_is_refused(
    office: Office, boss: Browser, session: Session, typed: dict[str, str], said: str
) -> None:
    make_tour(session, office.organization)
    session.commit()
    answer = boss.post("/inbox/tours/new", **{**TYPED, **typed})
    assert (answer.status_code, said in answer.text) == (422, True)
