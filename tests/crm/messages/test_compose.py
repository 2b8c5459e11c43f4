"""What an agent writes: queued once, refused with a sentence, and what it changes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import tasks
from crm.attachments import Upload
from crm.errors import (
    CrmError,
    OptedOut,
    TemplateNotApproved,
    TextEmpty,
    TextTooLong,
    ValueRefused,
    VariableMissing,
    WindowClosed,
)
from crm.messages import compose
from crm.models import Attachment, Client, Communication, Conversation, Organization, Task, User
from crm.provider import OutboundText
from tests.crm.messages.sending import take_one
from tests.factories import (
    NOW,
    make_consent,
    make_lead,
    make_outbound,
    make_template,
    make_user,
    make_welcome,
)

PDF = Upload("a" * 64, "application/pdf", "document", "Программа.pdf", 2048)
VALUES = {"client_name": "Мария"}


@pytest.fixture
def agent(session: Session, conversation: Conversation) -> User:
    """Someone of the team."""
    return make_user(session, session.get_one(Organization, conversation.organization_id))


@pytest.fixture
def client(session: Session, conversation: Conversation) -> Client:
    """Whose conversation it is."""
    return session.get_one(Client, conversation.client_id)


def write(
    session: Session, conversation: Conversation, agent: User, body: str = "Да, есть", **also: Any
) -> Communication:
    """The agent sends free text."""
    key, now = also.get("key", "k1"), also.get("now", NOW)
    return compose.text(session, conversation, agent, body, key, now)


def use_template(session: Session, conversation: Conversation, agent: User) -> Communication:
    """The agent sends the template `welcome` in Russian."""
    return compose.template(session, conversation, agent, "welcome", "ru", VALUES, f"k{NOW}", NOW)


def outbound(session: Session) -> int:
    """How many messages of ours there are."""
    return (
        session.scalar(
            select(func.count(Communication.id)).where(Communication.direction == "outbound")
        )
        or 0
    )


def test_free_text_is_queued_as_the_agents(
    session: Session, conversation: Conversation, agent: User
) -> None:
    row = write(session, conversation, agent, "  Да,\r\nесть\x00  ")
    assert (row.body, row.author, row.user_id) == ("Да,\nесть", "agent", agent.id)
    assert (row.whatsapp_status, row.not_before, row.kind) == ("queued", NOW, "text")
    assert (conversation.last_message_at, conversation.agent_id) == (NOW, agent.id)


def test_the_same_form_sent_twice_is_one_message(
    session: Session, conversation: Conversation, agent: User
) -> None:
    assert write(session, conversation, agent).id == write(session, conversation, agent).id
    assert outbound(session) == 1
    write(session, conversation, agent, key="k2")
    assert outbound(session) == 2


@pytest.mark.parametrize(
    ("body", "refusal"),
    [("", TextEmpty), (" \n\x00 ", TextEmpty), ("я" * 1601, TextTooLong)],
)
def test_what_cannot_be_sent_is_refused(
    session: Session, conversation: Conversation, agent: User, body: str, refusal: type[CrmError]
) -> None:
    with pytest.raises(refusal):
        write(session, conversation, agent, body)
    assert outbound(session) == 0


def test_the_longest_text_is_taken(
    session: Session, conversation: Conversation, agent: User
) -> None:
    assert len(write(session, conversation, agent, "я" * 1600).body) == 1600


@pytest.mark.parametrize(
    ("age", "is_open"),
    [
        (timedelta(hours=23, minutes=54, seconds=59), True),
        (timedelta(hours=23, minutes=55), False),
    ],
)
def test_free_text_is_refused_outside_the_window(
    session: Session, conversation: Conversation, agent: User, age: timedelta, is_open: bool
) -> None:
    conversation.last_inbound_at = NOW - age
    if is_open:
        write(session, conversation, agent)
    else:
        with pytest.raises(WindowClosed):
            write(session, conversation, agent)
    assert outbound(session) == is_open


def test_someone_who_stopped_is_still_answered_by_a_person(
    session: Session, conversation: Conversation, agent: User, client: Client
) -> None:
    make_consent(session, client, "opted_out")
    write(session, conversation, agent)
    assert outbound(session) == 1


def test_a_template_is_queued_with_its_values_and_its_text(
    session: Session, conversation: Conversation, agent: User
) -> None:
    make_template(session, session.get_one(Organization, conversation.organization_id))
    conversation.last_inbound_at = None
    row = use_template(session, conversation, agent)
    assert (row.kind, row.template_language, row.template_params) == ("template", "ru", VALUES)
    assert row.body == "Здравствуйте, Мария! Скоро ответим вам здесь."


def test_a_template_is_refused_where_it_may_not_go(
    session: Session, conversation: Conversation, agent: User, client: Client
) -> None:
    with pytest.raises(TemplateNotApproved):
        use_template(session, conversation, agent)
    make_template(session, session.get_one(Organization, conversation.organization_id))
    with pytest.raises(VariableMissing):
        compose.template(session, conversation, agent, "welcome", "ru", {}, "k", NOW)
    make_consent(session, client, "opted_out")
    with pytest.raises(OptedOut):
        use_template(session, conversation, agent)
    assert outbound(session) == 0


def test_a_persons_answer_makes_a_new_lead_contacted_and_theirs(
    session: Session, conversation: Conversation, agent: User, client: Client
) -> None:
    lead = make_lead(session, client)
    row = write(session, conversation, agent)
    assert (lead.status, lead.assigned_agent_id, lead.last_message_at) == (
        *("contacted", agent.id, NOW),
    )
    assert row.lead_id == lead.id


def test_a_lead_further_on_and_its_agent_stay(
    session: Session, conversation: Conversation, agent: User, client: Client
) -> None:
    other = make_user(session, session.get_one(Organization, conversation.organization_id))
    lead = make_lead(session, client, status="quoted", assigned_agent_id=other.id)
    conversation.agent_id = other.id
    write(session, conversation, agent)
    assert (lead.status, lead.assigned_agent_id) == ("quoted", other.id)
    assert conversation.agent_id == other.id


def test_an_answer_closes_what_waited_in_its_conversation(
    session: Session, conversation: Conversation, agent: User
) -> None:
    for kind, place in (("window_missed", conversation.id), ("not_delivered", None)):
        matter = tasks.Matter(kind, kind, conversation.organization_id, "63016", place)
        tasks.open_for(session, matter, NOW)
    write(session, conversation, agent)
    session.expire_all()
    still_open = session.scalars(select(Task.kind).where(Task.closed_at.is_(None)))
    assert list(still_open) == ["not_delivered"]


@pytest.mark.parametrize("status", ["failed", "suppressed"])
def test_a_failed_text_goes_again_in_a_new_row_once(
    session: Session, conversation: Conversation, agent: User, status: str
) -> None:
    failed = make_outbound(session, conversation, whatsapp_status=status, body="Да")
    again = compose.retry(session, failed, agent, "retry", NOW)
    assert (again.retry_of, again.body, again.whatsapp_status) == (failed.id, "Да", "queued")
    assert compose.retry(session, failed, agent, "retry", NOW).id == again.id
    assert failed.whatsapp_status == status


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "delivered", "read"])
def test_what_did_not_fail_is_not_sent_again(
    session: Session, conversation: Conversation, agent: User, status: str
) -> None:
    row = make_outbound(session, conversation, whatsapp_status=status)
    with pytest.raises(ValueRefused):
        compose.retry(session, row, agent, "retry", NOW)


def test_a_failed_text_is_not_sent_again_outside_the_window(
    session: Session, conversation: Conversation, agent: User
) -> None:
    failed = make_outbound(session, conversation, whatsapp_status="failed")
    conversation.last_inbound_at = NOW - timedelta(days=2)
    with pytest.raises(WindowClosed):
        compose.retry(session, failed, agent, "retry", NOW)


def test_a_failed_template_goes_again_with_its_values(
    session: Session, conversation: Conversation, agent: User
) -> None:
    make_template(session, session.get_one(Organization, conversation.organization_id))
    failed = use_template(session, conversation, agent)
    failed.whatsapp_status = "failed"
    again = compose.retry(session, failed, agent, "retry", NOW)
    assert (again.template_params, again.retry_of) == (VALUES, failed.id)


def test_a_failed_automatic_message_goes_again_with_the_values_of_that_moment(
    session: Session, conversation: Conversation, agent: User, client: Client
) -> None:
    make_template(session, session.get_one(Organization, conversation.organization_id))
    failed = make_welcome(session, conversation, whatsapp_status="failed")
    again = compose.retry(session, failed, agent, "retry", NOW)
    assert (again.author, again.retry_of) == ("system", failed.id)
    assert compose.retry(session, failed, agent, "retry", NOW).id == again.id
    client.name = "Анна"
    session.flush()
    message = take_one(session, again).message
    assert not isinstance(message, OutboundText)
    assert message.variables == {"1": "Анна"}


def attach(session: Session, conversation: Conversation, agent: User, key: str) -> Communication:
    """The agent sends a file with words below it."""
    return compose.file(session, conversation, agent, PDF, " Программа ", key, NOW)


def test_a_file_is_queued_once_with_its_words(
    session: Session, conversation: Conversation, agent: User
) -> None:
    first, again = (attach(session, conversation, agent, "k1") for _ in range(2))
    assert (first.id, first.kind, first.body) == (again.id, "document", "Программа")
    (kept,) = session.scalars(select(Attachment)).all()
    assert (kept.communication_id, kept.state, kept.file_name) == (
        first.id,
        "stored",
        PDF.file_name,
    )


def test_a_file_is_refused_outside_the_window(
    session: Session, conversation: Conversation, agent: User
) -> None:
    conversation.last_inbound_at = NOW - timedelta(hours=25)
    with pytest.raises(WindowClosed):
        attach(session, conversation, agent, "k1")


def test_a_file_goes_with_an_address_that_is_made_when_it_is_sent(
    session: Session, conversation: Conversation, agent: User
) -> None:
    row = attach(session, conversation, agent, "k1")
    message = take_one(session, row).message
    assert isinstance(message, OutboundText)
    assert message.media_url is not None
    assert message.media_url.startswith("https://crm.example.com/files/")
    assert message.body == "Программа"


def test_a_failed_file_is_sent_again_with_the_same_content(
    session: Session, conversation: Conversation, agent: User
) -> None:
    row = attach(session, conversation, agent, "k1")
    row.whatsapp_status = "failed"
    again = compose.retry(session, row, agent, "k2", NOW)
    files = {one.communication_id: one.storage_key for one in session.scalars(select(Attachment))}
    assert files == {row.id: PDF.storage_key, again.id: PDF.storage_key}
    assert again.retry_of == row.id
