"""What the triggers tell: whose, and which topic; of every table that a page shows."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from crm import demo_clock, drafts, user_sessions
from crm.db import LIVE_CHANNEL, Base
from crm.models import Conversation, Organization, User
from tests import factories
from tests.factories import NOW

SILENT = {
    "audit_log",
    "booking_events",
    "client_addresses",
    "client_merges",
    "client_words",
    "currencies",
    "delivery_reports",
    "file_links",
    "guide_notifications",
    "heartbeats",
    "idempotency_keys",
    "invites",
    "ledger_accounts",
    "ledger_entries",
    "ledger_transactions",
    "message_words",
    "organizations",
    "saved_replies",
    "search_progress",
    "seat_allocations",
    "sign_in_failures",
    "statements",
    "webhook_events",
    "webhook_refusals",
}
"""Tables whose rows no page shows, or which change only together with one that tells."""


@pytest.fixture
def rows(database_url: str) -> Iterator[Session]:
    """A session of one's own: only what is committed is told."""
    engine = create_engine(database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def told(database_url: str, rows: Session) -> Iterator[Callable[[], list[str]]]:
    """A function that commits, and says what that told."""
    plain = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as line:
        line.execute(f"LISTEN {LIVE_CHANNEL}".encode())

        def commit() -> list[str]:
            rows.commit()
            return sorted(one.payload for one in line.notifies(timeout=0.2))

        yield commit


@pytest.fixture
def talk(rows: Session, told: Callable[[], list[str]]) -> Conversation:
    """A conversation of whose making nothing is heard any more."""
    organization = factories.make_organization(rows)
    sender = factories.make_sender(rows, organization)
    made = factories.make_conversation(rows, sender, factories.make_client(rows, organization))
    told()
    return made


@pytest.fixture
def user(rows: Session, talk: Conversation, told: Callable[[], list[str]]) -> User:
    """An agent of the same organization."""
    organization = rows.get_one(Organization, talk.organization_id)
    made = factories.make_user(rows, organization)
    told()
    return made


def test_every_table_tells_or_is_known_to_be_silent(rows: Session) -> None:
    """A new table that pages show gets its trigger in the migration that brings it."""
    telling = set(
        rows.scalars(
            text(
                "SELECT DISTINCT event_object_table FROM information_schema.triggers"
                " WHERE trigger_name IN ('live', 'live_born')"
            )
        )
    )
    assert set(Base.metadata.tables) - telling == SILENT


def test_a_message_names_its_conversation(
    rows: Session, talk: Conversation, told: Callable[[], list[str]]
) -> None:
    wanted = [f"{talk.organization_id} conversations {talk.public_id}"]
    message = factories.make_outbound(rows, talk)
    assert told() == wanted
    message.whatsapp_status = "sent"
    assert told() == wanted
    factories.make_attachment(rows, message).state = "missing"
    talk.unread_count = 5
    rows.flush()
    assert told() == wanted


def test_a_draft_is_told_as_typing(
    rows: Session, talk: Conversation, user: User, told: Callable[[], list[str]]
) -> None:
    wanted = [f"{talk.organization_id} typing {talk.public_id}"]
    drafts.keep(rows, talk, user, "Да", "k", NOW)
    assert told() == wanted
    drafts.drop(rows, talk, user)
    assert told() == wanted


def test_the_counts_of_a_lead_are_told_by_its_conversation_alone(
    rows: Session, talk: Conversation, told: Callable[[], list[str]]
) -> None:
    """So that the road of the webhooks announces once."""
    rows.execute(
        text(
            "INSERT INTO leads (organization_id, client_id) SELECT organization_id, id FROM clients"
        )
    )
    assert told() == [f"{talk.organization_id} leads"]
    rows.execute(text("UPDATE leads SET unread_messages_count = unread_messages_count + 1"))
    assert told() == []
    rows.execute(text("UPDATE leads SET status = 'qualified'"))
    assert told() == [f"{talk.organization_id} leads"]


def test_a_task_of_no_organization_is_told_to_everybody(
    rows: Session, talk: Conversation, told: Callable[[], list[str]]
) -> None:
    rows.execute(
        text(
            "INSERT INTO tasks (kind, subject, reason, due_at, opened_at)"
            " VALUES ('event_parked', 'webhook_events:1', 'x', now(), now())"
        )
    )
    assert told() == ["0 tasks"]


def test_access_is_told_when_it_may_have_ended_and_only_then(
    rows: Session, user: User, told: Callable[[], list[str]]
) -> None:
    token = user_sessions.open_for(rows, user, "Firefox", NOW)
    user.last_login_at = NOW
    assert told() == []
    user_sessions.end(rows, token, NOW)
    assert told() == [f"{user.organization_id} access"]
    user.is_active = False
    assert told() == [f"{user.organization_id} access"]


def test_a_moved_clock_makes_everybody_look(
    rows: Session, talk: Conversation, told: Callable[[], list[str]]
) -> None:
    demo_clock.move(rows, demo_clock.offset(rows), NOW - NOW)
    assert told() == ["0 everything"]
