"""The list by keyset, and reading one conversation."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm import conversations
from crm.conversations import Cursor
from crm.errors import NotFound
from crm.models import Conversation, Organization
from tests import factories
from tests.factories import NOW


def make(session: Session, organization: Organization, **values: object) -> Conversation:
    """A conversation with a client of its own."""
    sender = factories.make_sender(session, organization)
    client = factories.make_client(session, organization)
    return factories.make_conversation(session, sender, client, **values)


def test_pages_hold_every_conversation_once_even_of_one_instant(session: Session) -> None:
    """The key of the row breaks the tie."""
    ours = factories.make_organization(session)
    made = {make(session, ours, last_message_at=NOW).id for _ in range(65)}
    seen: list[int] = []
    after: Cursor | None = None
    for _ in range(3):
        page = conversations.page(session, ours.id, after=after)
        seen += [row.conversation.id for row in page.rows]
        after = page.older
    assert (after, len(seen), set(seen)) == (None, 65, made)


def test_the_newest_stands_first_with_its_last_message(session: Session) -> None:
    """Which is the one said last, whoever said it."""
    ours = factories.make_organization(session)
    make(session, ours, last_message_at=NOW - timedelta(hours=1))
    newest = make(session, ours, last_message_at=NOW)
    factories.make_communication(session, newest, body="first")
    factories.make_outbound(session, newest, body="last")
    row = conversations.page(session, ours.id).rows[0]
    assert row.conversation.id == newest.id
    assert row.last is not None
    assert row.last.body == "last"


def test_only_the_operators_own_are_listed_counted_and_found(session: Session) -> None:
    """One operator never notices the other."""
    ours, theirs = (factories.make_organization(session) for _ in range(2))
    foreign = make(session, theirs, unread_count=3)
    assert conversations.page(session, ours.id).rows == []
    assert conversations.unread_total(session, ours.id) == 0
    with pytest.raises(NotFound):
        conversations.find(session, ours.id, foreign.public_id)


def test_an_automatic_or_failed_answer_leaves_the_client_waiting(session: Session) -> None:
    """Only what a person said and what went out is an answer."""
    ours = factories.make_organization(session)
    talk = make(session, ours)
    factories.make_outbound(session, talk, author="system", created_at=NOW)
    factories.make_outbound(session, talk, whatsapp_status="failed", created_at=NOW)
    assert len(conversations.page(session, ours.id, "waiting").rows) == 1
    factories.make_outbound(session, talk, whatsapp_status="sent", created_at=NOW)
    assert conversations.page(session, ours.id, "waiting").rows == []


def test_the_unread_filter_shows_only_the_unread(session: Session) -> None:
    """As many as the bar counts."""
    ours = factories.make_organization(session)
    make(session, ours)
    unread = make(session, ours, unread_count=2)
    (row,) = conversations.page(session, ours.id, "unread").rows
    assert row.conversation.id == unread.id
    assert conversations.unread_total(session, ours.id) == 1


def test_reading_returns_how_much_was_unread_and_leaves_won_leads_alone(session: Session) -> None:
    """The open lead follows the conversation; a settled one is history."""
    ours = factories.make_organization(session)
    talk = make(session, ours, unread_count=4)
    client = row.client if (row := conversations.page(session, ours.id).rows[0]) else None
    assert client is not None
    won = factories.make_lead(session, client, status="won", unread_messages_count=2)
    lead = factories.make_lead(session, client, unread_messages_count=4)
    assert conversations.mark_read(session, talk) == 4
    session.flush()
    session.expire_all()
    assert (talk.unread_count, lead.unread_messages_count) == (0, 0)
    assert won.unread_messages_count == 2


@pytest.mark.parametrize("text", ["", "x", "2026-08-04_", "2026-08-04T00:00:00+00:00_x", "_1"])
def test_a_cursor_that_never_was_is_not_found(text: str) -> None:
    """Addresses are cut and invented."""
    with pytest.raises(NotFound):
        Cursor.read(text)


def test_a_cursor_comes_back_as_it_was() -> None:
    """To the microsecond, else a page would skip or repeat."""
    cursor = Cursor(NOW + timedelta(microseconds=123456), 42)
    assert Cursor.read(str(cursor)) == cursor
