"""Tours: made by hand, each fault named."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import tours
from crm.errors import AmountRefused, CrmError, NotFound, ValueRefused
from tests.booking_factories import make_tour
from tests.factories import NOW, make_organization

WANTED = {"name": "Алтай", "base_price": "225000", "capacity": 10, "duration_days": 3}


def add(session: Session, **values: Any) -> Any:
    """A tour of a new organization."""
    return tours.add(session, make_organization(session), {**WANTED, **values}, NOW)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "session", "duration_days": None, "duration_minutes": 90},
        {"kind": "retreat", "currency": "usd", "base_price": "99.50"},
    ],
)
def test_a_tour_is_a_tour_a_session_or_a_retreat(session: Session, values: Any) -> None:
    row = add(session, **values)
    assert row.kind == values.get("kind", "tour")
    assert row.base_price == Decimal(values.get("base_price", "225000"))


@pytest.mark.parametrize(
    ("values", "error", "said"),
    [
        ({"name": "…"}, ValueRefused, "needs a name"),
        ({"kind": "cruise"}, ValueRefused, "no kind of tour"),
        ({"duration_days": None, "duration_minutes": 90}, ValueRefused, "lasts days"),
        ({"duration_minutes": 90}, ValueRefused, "not both"),
        ({"duration_days": 0}, ValueRefused, "how long"),
        ({"capacity": 0}, ValueRefused, "at least one seat"),
        ({"base_price": "-1"}, ValueRefused, "nothing or more"),
        ({"currency": "QQQ"}, ValueRefused, "QQQ"),
        ({"currency": "JPY", "base_price": "0.5"}, AmountRefused, "JPY"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, values: Any, error: type[CrmError], said: str
) -> None:
    with pytest.raises(error, match=said):
        add(session, **values)


def test_a_name_is_taken_once_an_organization(session: Session) -> None:
    organization = make_organization(session)
    tours.add(session, organization, WANTED, NOW)
    with pytest.raises(ValueRefused, match="a tour “Алтай” already"):
        tours.add(session, organization, WANTED, NOW)
    assert add(session).name == "Алтай"


def test_a_tour_is_found_by_number_name_or_a_part_of_it(session: Session) -> None:
    organization = make_organization(session)
    altai = make_tour(session, organization, name="Алтай — озёра")
    make_tour(session, organization, name="Ладога — озёра")
    assert tours.find(session, organization, str(altai.id)) is altai
    assert tours.find(session, organization, "алтай") is altai
    with pytest.raises(NotFound, match="fits several"):
        tours.find(session, organization, "озёра")
    with pytest.raises(NotFound, match="There is no tour"):
        tours.find(session, make_organization(session), str(altai.id))


def test_a_tour_is_changed_but_not_into_another_one(session: Session) -> None:
    organization = make_organization(session)
    tour = make_tour(session, organization)
    make_tour(session, organization, name="Чарын")
    tours.change(session, organization, tour, {**WANTED, "capacity": 4, "active": False}, NOW)
    assert (tour.name, tour.capacity, tour.active) == ("Алтай", 4, False)
    tours.change(session, organization, tour, WANTED, NOW)  # its own name is not taken
    with pytest.raises(ValueRefused, match="already"):
        tours.change(session, organization, tour, {**WANTED, "name": "Чарын"}, NOW)


def test_a_tour_is_found_by_its_address_in_its_own_organization(session: Session) -> None:
    organization = make_organization(session)
    tour = make_tour(session, organization)
    assert tours.by_public_id(session, organization, tour.public_id) == tour
    with pytest.raises(NotFound):
        tours.by_public_id(session, make_organization(session), tour.public_id)
