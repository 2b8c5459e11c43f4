"""The audit log names who did what, and only grows."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm import audit
from tests import factories
from tests.factories import NOW


def test_an_entry_names_the_row_and_who_changed_it(session: Session) -> None:
    organization = factories.make_organization(session)
    user = factories.make_user(session, organization)
    client = factories.make_client(session, organization)
    entry = audit.note(session, organization, user, "client.renamed", client, NOW, before="Мария")
    assert entry.subject == f"clients:{client.id}"
    assert (entry.user_id, entry.facts) == (user.id, {"before": "Мария"})


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_log SET action = 'other'", "DELETE FROM audit_log"]
)
def test_the_database_refuses_to_change_what_was_noted(session: Session, statement: str) -> None:
    organization = factories.make_organization(session)
    audit.note(session, organization, None, "client.renamed", "clients:1", NOW)
    with pytest.raises(DBAPIError):
        session.execute(text(statement))
