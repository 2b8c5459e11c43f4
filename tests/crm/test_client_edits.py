"""A client's details, edited beside others; their number is nobody else's in any spelling."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import client_edits
from crm.errors import CrmError, StepRefused, ValueRefused
from crm.models import Client, Organization
from tests.factories import NOW, make_client, make_conversation, make_organization, make_sender


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator."""
    return make_organization(session)


@pytest.fixture
def client(session: Session, organization: Organization) -> Client:
    """Somebody known."""
    return make_client(session, organization, notes="Любит горы")


def edit(session: Session, organization: Organization, client: Client, **typed: str) -> list[str]:
    """From a form that was opened just now."""
    was = client_edits.shown(client)
    return client_edits.edit(session, organization, client, was, was | typed, NOW)


def test_only_what_was_changed_is_written(
    session: Session, organization: Organization, client: Client
) -> None:
    changed = edit(session, organization, client, name="Мария Петрова", email="m@example.com")
    assert changed == ["email", "name"]
    assert (client.name, client.email, client.notes) == (
        "Мария Петрова",
        "m@example.com",
        "Любит горы",
    )
    assert edit(session, organization, client) == []


def test_what_somebody_changed_meanwhile_is_told(
    session: Session, organization: Organization, client: Client
) -> None:
    was = client_edits.shown(client)
    session.execute(text("UPDATE clients SET notes = 'Вегетарианка'"))
    with pytest.raises(StepRefused) as refused:
        client_edits.edit(session, organization, client, was, was | {"notes": "Боится"}, NOW)
    assert refused.value.facts["value"] == "Вегетарианка"
    client_edits.edit(session, organization, client, was, was | {"email": "m@example.com"}, NOW)
    assert (client.notes, client.email) == ("Вегетарианка", "m@example.com")


@pytest.mark.parametrize(
    ("theirs", "typed"),
    [
        ("+5215512345678", "+52 55 1234 5678"),
        ("+541123456789", "+54 9 11 2345 6789"),
        ("+555196123456", "+55 51 99612 3456"),
        ("+77015550101", "8 701 555 01 01"),
    ],
)
def test_a_number_of_somebody_else_is_refused_in_any_spelling(
    session: Session, organization: Organization, client: Client, theirs: str, typed: str
) -> None:
    make_client(session, organization, phone=theirs, name="Анна")
    with pytest.raises(ValueRefused) as refused:
        edit(session, organization, client, phone=typed)
    assert refused.value.facts["name"] == "Анна"


def test_a_number_somebody_else_writes_from_is_refused(
    session: Session, organization: Organization, client: Client
) -> None:
    other = make_client(session, organization)
    make_conversation(session, make_sender(session, organization), other)
    number, other.phone = str(other.phone), "+77019990000"
    session.flush()
    with pytest.raises(ValueRefused):
        edit(session, organization, client, phone=number)


@pytest.mark.parametrize("typed", ["", "+7 701", "not a number"])
def test_a_number_is_corrected_and_not_taken_away(
    session: Session, organization: Organization, client: Client, typed: str
) -> None:
    before = client.phone
    with pytest.raises(CrmError):
        edit(session, organization, client, phone=typed)
    assert client.phone == before


def test_our_own_number_is_nobodys(
    session: Session, organization: Organization, client: Client
) -> None:
    sender = make_sender(session, organization)
    with pytest.raises(ValueRefused):
        edit(session, organization, client, phone=sender.address.removeprefix("whatsapp:"))


def test_another_number_changes_the_stand_in_for_a_name(
    session: Session, organization: Organization
) -> None:
    client = make_client(session, organization, name="+7 701", name_is_placeholder=True)
    assert client_edits.shown(client)["name"] == ""
    edit(session, organization, client, phone="+77015550199")
    assert (client.phone, client.name) == ("+77015550199", "+7 701 555 0199")
