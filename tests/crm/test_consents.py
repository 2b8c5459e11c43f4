"""Consent: rows are only added, the last one stands, and the database holds to that."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm import consents
from tests.factories import NOW, make_client, make_consent, make_organization


def test_nothing_said_yet_is_no_stop(session: Session) -> None:
    client = make_client(session, make_organization(session))
    assert not consents.is_opted_out(session, client.id)


def test_the_last_statement_stands_whatever_its_instant(session: Session) -> None:
    client = make_client(session, make_organization(session))
    for state in ("opted_out", "opted_in", "opted_out"):
        make_consent(session, client, state)
    assert consents.is_opted_out(session, client.id)


@pytest.mark.parametrize(
    ("before", "state", "changed"),
    [
        (None, "opted_out", True),
        (None, "opted_in", False),
        ("opted_out", "opted_out", False),
        ("opted_out", "opted_in", True),
    ],
)
def test_a_statement_says_whether_it_changed_anything(
    session: Session, before: str | None, state: str, changed: bool
) -> None:
    organization = make_organization(session)
    client = make_client(session, organization)
    if before:
        make_consent(session, client, before)
    found = consents.record(
        session,
        organization.id,
        client.id,
        state,
        source="agent",
        evidence="by phone",
        communication_id=None,
        now=NOW,
    )
    assert found is changed


@pytest.mark.parametrize(
    "statement", ["UPDATE client_consents SET state = 'opted_in'", "DELETE FROM client_consents"]
)
def test_a_statement_cannot_be_changed_or_taken_away(session: Session, statement: str) -> None:
    make_consent(session, make_client(session, make_organization(session)), "opted_out")
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))
