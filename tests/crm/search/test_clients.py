"""Clients by a name or a number, as an agent remembers it."""

import pytest
from sqlalchemy.orm import Session

from crm.models import Client, Organization
from crm.search import clients
from tests import factories


@pytest.fixture
def ours(session: Session) -> Organization:
    """An operator in Kazakhstan."""
    return factories.make_organization(session)


def found(session: Session, ours: Organization, asked: str) -> list[Client]:
    """Who fits."""
    return [one.client for one in clients.find(session, ours.id, asked, "KZ").found]


@pytest.mark.parametrize("asked", ["петр", "ПЁТР", "Сем петр", "пётр семёнов", "семенов-"])
def test_every_word_is_the_beginning_of_one_of_the_name(
    session: Session, ours: Organization, asked: str
) -> None:
    """In any order, ё or е, large or small."""
    one = factories.make_client(session, ours, name="Семёнов Пётр")
    factories.make_client(session, ours, name="Мария Иванова")
    assert found(session, ours, asked) == [one]


def test_a_name_that_was_changed_is_found_by_the_new_one(
    session: Session, ours: Organization
) -> None:
    """The database itself keeps the words, whoever writes the row."""
    one = factories.make_client(session, ours, name="+7 701 234 56 78")
    one.name = "Айгуль Сейтова"
    session.flush()
    assert found(session, ours, "айгуль") == [one]
    assert found(session, ours, "701") == []


@pytest.mark.parametrize(
    "asked",
    ["+7 701 234-56-78", "8 (701) 234 56 78", "77012345678", "87012345678", "45678", "56 78"],
)
def test_a_number_is_found_in_any_form_and_by_its_end(
    session: Session, ours: Organization, asked: str
) -> None:
    """As it is dialled here, abroad, and as one remembers it."""
    one = factories.make_client(session, ours, phone="+77012345678")
    factories.make_client(session, ours, phone="+77019999999")
    assert found(session, ours, asked) == [one]


def test_a_line_is_found_by_the_address_it_once_wrote_from(
    session: Session, ours: Organization
) -> None:
    """Mexico's older accounts keep a digit that nobody dials."""
    one = factories.make_client(session, ours, phone="+525512345678")
    assert found(session, ours, "+52 1 55 1234 5678") == [one]


def test_a_person_comes_with_their_latest_conversation(
    session: Session, ours: Organization
) -> None:
    """A client may have written to two of our numbers, or to none."""
    one = factories.make_client(session, ours, name="Болат")
    (alone,) = clients.find(session, ours.id, "болат", "KZ").found
    assert alone.conversation is None
    talk = factories.make_conversation(session, factories.make_sender(session, ours), one)
    (again,) = clients.find(session, ours.id, "болат", "KZ").found
    assert again.conversation == talk


def test_more_than_a_page_is_said(session: Session, ours: Organization) -> None:
    """Whoever looks is asked for more of the name."""
    for number in range(11):
        factories.make_client(session, ours, name=f"Анна Анненкова {number}")
    people = clients.find(session, ours.id, "анн", "KZ")
    assert (len(people.found), people.more) == (10, True)


def test_clients_of_another_operator_are_not_found(session: Session, ours: Organization) -> None:
    """By no name and no number."""
    theirs = factories.make_organization(session)
    factories.make_client(session, theirs, name="Мария", phone="+77012345678")
    assert found(session, ours, "мария") == []
    assert found(session, ours, "+77012345678") == []


@pytest.mark.parametrize("asked", ["", "  ", "-", "12", "%", "_"])
def test_too_little_finds_nobody(session: Session, ours: Organization, asked: str) -> None:
    """And nothing in it is a pattern."""
    factories.make_client(session, ours)
    assert found(session, ours, asked) == []
