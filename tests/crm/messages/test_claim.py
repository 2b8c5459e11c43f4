"""What is sent at the moment of sending: free text, an approved template, or nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.messages import claim
from crm.models import Client, Communication, Conversation, Organization, Task, WhatsappSender
from crm.provider import Outbound, OutboundTemplate, OutboundText
from tests.crm.messages.sending import PUBLIC, take
from tests.factories import (
    NOW,
    make_consent,
    make_outbound,
    make_template,
    make_welcome,
)

CLOSED = {"last_inbound_at": NOW - timedelta(hours=24)}


def outcome(session: Session, row: Communication, now: datetime = NOW) -> Outbound | str:
    """What would be sent for this row, or why nothing is."""
    claimed = take(session, row.sender_id, now)
    session.refresh(row)
    if claimed:
        assert row.whatsapp_status == "sending"
        return claimed[0].message
    assert row.whatsapp_status == "suppressed"
    return str(row.suppressed_reason)


def template(session: Session, sender: WhatsappSender, **values: Any) -> None:
    """A template of the sender's organization."""
    make_template(session, session.get_one(Organization, sender.organization_id), **values)


def tasks(session: Session) -> list[tuple[str, str]]:
    """The open tasks: kind and reason."""
    return [(t.kind, t.reason) for t in session.scalars(select(Task)) if t.closed_at is None]


WINDOW = [
    (timedelta(hours=23, minutes=54, seconds=59), True),
    (timedelta(hours=23, minutes=55), False),
    (timedelta(hours=24), False),
]


@pytest.mark.parametrize(("age", "is_open"), WINDOW)
def test_free_text_goes_only_inside_the_window(
    session: Session, conversation: Conversation, age: timedelta, is_open: bool
) -> None:
    conversation.last_inbound_at = NOW - age
    row = make_outbound(session, conversation, body="Да, есть места")
    sent = outcome(session, row)
    if is_open:
        assert isinstance(sent, OutboundText)
        assert (sent.body, sent.public_id) == ("Да, есть места", str(row.public_id))
        assert tasks(session) == []
    else:
        assert sent == "window_closed"
        assert tasks(session) == [("window_missed", "window_closed")]


@pytest.mark.parametrize(("age", "is_open"), WINDOW)
def test_an_automatic_message_is_free_text_inside_the_window_else_its_template(
    session: Session,
    sender: WhatsappSender,
    conversation: Conversation,
    age: timedelta,
    is_open: bool,
) -> None:
    template(session, sender, content_sid="HX1")
    conversation.last_inbound_at = NOW - age
    sent = outcome(session, make_welcome(session, conversation))
    if is_open:
        assert isinstance(sent, OutboundText)
        assert sent.body == "Здравствуйте, Мария! Скоро ответим вам здесь."
    else:
        assert isinstance(sent, OutboundTemplate)
        assert (sent.content_sid, sent.variables) == ("HX1", {"1": "Мария"})


@pytest.mark.parametrize(
    "values",
    [{"approval_status": "pending"}, {"content_sid": None}, {"name": "other"}, {"active": False}],
)
def test_without_an_approved_template_nothing_goes_and_a_person_is_told(
    session: Session, sender: WhatsappSender, conversation: Conversation, values: dict[str, Any]
) -> None:
    template(session, sender, **values)
    conversation.last_inbound_at = NOW - timedelta(days=2)
    row = make_welcome(session, conversation)
    assert outcome(session, row) == "no_template"
    assert tasks(session) == [("not_delivered", "no_template")]


def test_inside_the_window_no_approval_is_needed(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    template(session, sender, approval_status="unsubmitted", content_sid=None)
    assert isinstance(outcome(session, make_welcome(session, conversation)), OutboundText)


def test_what_failed_for_the_window_goes_by_its_template_all_the_same(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    template(session, sender)
    row = make_welcome(session, conversation, template_only=True)
    assert isinstance(outcome(session, row), OutboundTemplate)


def test_the_newest_approved_version_goes(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    for version, status in ((1, "approved"), (2, "approved"), (3, "pending")):
        template(
            session, sender, version=version, approval_status=status, content_sid=f"HX{version}"
        )
    conversation.last_inbound_at = NOW - timedelta(days=2)
    sent = outcome(session, make_welcome(session, conversation))
    assert isinstance(sent, OutboundTemplate)
    assert sent.content_sid == "HX2"


def test_buttons_need_the_providers_content_even_inside_the_window(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    buttons = [{"id": "GO", "title": "Продолжить"}]
    template(session, sender, version=1, buttons=buttons, content_sid="HX1")
    template(session, sender, version=2, buttons=buttons, content_sid=None)
    sent = outcome(session, make_welcome(session, conversation))
    assert isinstance(sent, OutboundTemplate)
    assert sent.content_sid == "HX1"


@pytest.mark.parametrize(
    ("own", "phone", "there", "expected"),
    [
        ("en", "+77010000001", ["en", "ru"], "en"),
        (None, "+77010000001", ["en", "ru"], "ru"),
        (None, "+12025550123", ["en", "ru"], "ru"),
        ("en", "+77010000001", ["ru"], "ru"),
        ("kk", "+12025550123", ["en"], "en"),
    ],
)
def test_the_language_is_the_clients_else_a_fallback(
    session: Session,
    sender: WhatsappSender,
    conversation: Conversation,
    own: str | None,
    phone: str,
    there: list[str],
    expected: str,
) -> None:
    for language in there:
        template(session, sender, language=language)
    client = session.get_one(Client, conversation.client_id)
    client.preferred_language, client.phone = own, phone
    row = make_welcome(session, conversation)
    outcome(session, row)
    assert row.template_language == expected


def test_the_language_is_the_one_at_the_moment_of_sending(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    for language in ("en", "ru"):
        template(session, sender, language=language)
    row = make_welcome(session, conversation)
    claim.give_back(session, take(session, sender.id), NOW)
    session.get_one(Client, conversation.client_id).preferred_language = "en"
    session.flush()
    outcome(session, row, NOW + timedelta(seconds=10))
    assert row.template_language == "en"


def test_the_language_an_agent_chose_stays(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    for language in ("en", "ru"):
        template(session, sender, language=language)
    row = make_welcome(session, conversation, author="agent", template_language="en")
    outcome(session, row)
    assert row.template_language == "en"


def test_values_are_cleaned_for_the_provider(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    template(session, sender)
    client = session.get_one(Client, conversation.client_id)
    client.name = "Анна\n\tМария      " + "я" * 300
    conversation.last_inbound_at = NOW - timedelta(days=2)
    sent = outcome(session, make_welcome(session, conversation))
    assert isinstance(sent, OutboundTemplate)
    assert sent.variables["1"].startswith("Анна Мария яяя")
    assert len(sent.variables["1"]) == 250


def test_someone_without_a_name_is_a_guest(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    template(session, sender)
    session.get_one(Client, conversation.client_id).name_is_placeholder = True
    sent = outcome(session, make_welcome(session, conversation))
    assert isinstance(sent, OutboundText)
    assert "гость" in sent.body


def test_the_values_an_agent_filled_win_and_the_links_are_ours(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    names = ("client_name", "org_name", "privacy_url")
    template(
        session,
        sender,
        content="{{ client_name }} {{ org_name }} {{ privacy_url }}",
        variables=[{"name": name, "example": "x"} for name in names],
    )
    row = make_welcome(session, conversation, template_params={"client_name": "Маша"})
    sent = outcome(session, row)
    assert isinstance(sent, OutboundText)
    assert sent.body == f"Маша Dreamland PRO {PUBLIC}/privacy"


def test_a_variable_nobody_can_fill_stops_the_message(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    template(session, sender, content="{{ hotel }}", variables=[{"name": "hotel", "example": "x"}])
    assert outcome(session, make_welcome(session, conversation)) == "variable_missing"


@pytest.mark.parametrize(
    ("values", "goes"),
    [
        ({}, False),
        ({"author": "agent", "template_language": "ru"}, False),
        ({"template_name": "opt_out_ack"}, True),
        ({"author": "agent", "template_name": None, "body": "Да"}, True),
    ],
)
def test_someone_who_stopped_gets_only_what_a_person_writes_and_the_acknowledgement(
    session: Session,
    sender: WhatsappSender,
    conversation: Conversation,
    values: dict[str, Any],
    goes: bool,
) -> None:
    for name in ("welcome", "opt_out_ack"):
        template(session, sender, name=name)
    row = make_welcome(session, conversation, **values)
    make_consent(session, session.get_one(Client, conversation.client_id), "opted_out")
    sent = outcome(session, row)
    assert isinstance(sent, OutboundText) if goes else sent == "opted_out"
    assert tasks(session) == []


def test_the_last_word_of_consent_counts(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    template(session, sender)
    client = session.get_one(Client, conversation.client_id)
    for state in ("opted_out", "opted_in"):
        make_consent(session, client, state)
    assert isinstance(outcome(session, make_welcome(session, conversation)), OutboundText)


NIGHT = datetime(2026, 8, 4, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("queued", "now", "sent"),
    [
        ("welcome_after_hours", NIGHT, "welcome_after_hours"),
        ("welcome_after_hours", NIGHT + timedelta(hours=15), "welcome"),
        ("welcome", NIGHT, "welcome_after_hours"),
    ],
)
def test_a_welcome_says_what_is_true_when_it_goes(
    session: Session,
    sender: WhatsappSender,
    conversation: Conversation,
    queued: str,
    now: datetime,
    sent: str,
) -> None:
    for name in ("welcome", "welcome_after_hours"):
        template(session, sender, name=name)
    conversation.last_inbound_at = now
    row = make_welcome(session, conversation, template_name=queued)
    outcome(session, row, now)
    assert row.template_name == sent
