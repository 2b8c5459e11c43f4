"""The audit log: newest first, by pages, of one person or about one kind of row."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm import audit, audit_log
from crm.models import Organization, User
from tests import factories
from tests.factories import NOW


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator."""
    return factories.make_organization(session)


@pytest.fixture
def user(session: Session, organization: Organization) -> User:
    """Who does things."""
    return factories.make_user(session, organization, name="Aigerim")


def fill(session: Session, organization: Organization, user: User | None, count: int) -> None:
    """So many entries about so many clients."""
    for _ in range(count):
        client = factories.make_client(session, organization)
        audit.note(session, organization, user, "client.renamed", client, NOW)


def test_pages_follow_each_other(session: Session, organization: Organization, user: User) -> None:
    """None is missed and none shown twice; another operator's are not there."""
    fill(session, organization, user, 120)
    fill(session, factories.make_organization(session), None, 3)
    seen: list[int] = []
    before = None
    for _ in range(3):
        page = audit_log.page(session, organization.id, before=before)
        seen += [row.entry.id for row in page.rows]
        before = page.older
    assert (len(seen), seen) == (120, sorted(set(seen), reverse=True))
    assert before is None


def test_an_entry_names_who_and_what(
    session: Session, organization: Organization, user: User
) -> None:
    """By the names people know; what has none keeps an empty one."""
    client = factories.make_client(session, organization, name="Мария")
    audit.note(session, organization, user, "client.renamed", client, NOW)
    audit.note(session, organization, None, "event.replayed", "webhook_events:7", NOW)
    server, own = audit_log.page(session, organization.id).rows
    assert (own.user, own.kind, own.name) == (user, "clients", "Мария")
    assert (server.user, server.kind, server.name) == (None, "webhook_events", "")


def test_it_is_narrowed_to_a_person_or_a_kind(
    session: Session, organization: Organization, user: User
) -> None:
    fill(session, organization, user, 2)
    fill(session, organization, None, 3)
    audit.note(session, organization, user, "user.deactivated", user, NOW)
    of_user = audit_log.page(session, organization.id, user_id=user.id)
    about_clients = audit_log.page(session, organization.id, kind="clients")
    both = audit_log.page(session, organization.id, user_id=user.id, kind="users")
    assert [len(page.rows) for page in (of_user, about_clients, both)] == [3, 5, 1]


def test_a_foreign_row_is_not_named(session: Session, organization: Organization) -> None:
    """Whatever a subject says, names come from one's own organization."""
    other = factories.make_organization(session)
    client = factories.make_client(session, other, name="Secret")
    audit.note(session, organization, None, "client.renamed", client, NOW)
    assert audit_log.page(session, organization.id).rows[0].name == ""


def test_every_kind_costs_one_query(
    session: Session, organization: Organization, user: User
) -> None:
    """And a page of fifty as many as a page of one."""
    for kind in audit_log.KINDS:
        audit.note(session, organization, user, "client.renamed", f"{kind}:1", NOW)
    fill(session, organization, user, 30)
    asked: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
    audit_log.page(session, organization.id)
    assert len(asked) <= 1 + len(audit_log.KINDS)
