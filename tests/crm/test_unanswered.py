"""A client unanswered for too long becomes a task; whatever a person sends ends the wait."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import tasks, unanswered
from crm.bookings import machine
from crm.bookings.machine import SYSTEM, Actor
from crm.messages import compose, receive
from crm.models import Client, Conversation, Organization, Task, WhatsappSender
from tests.booking_factories import make_booking
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_inbound,
    make_lead,
    make_organization,
    make_sender,
    make_user,
)

HALF_AN_HOUR = timedelta(minutes=30)
EVENING = NOW.replace(hour=12, minute=50)
"""17:50 in Almaty: the office closes in ten minutes."""

Write = Callable[..., None]


@pytest.fixture
def organization(session: Session) -> Organization:
    """Open from 09:00 to 18:00 in Almaty, Sundays closed."""
    return make_organization(session)


@pytest.fixture
def sender(session: Session, organization: Organization) -> WhatsappSender:
    """Its number."""
    return make_sender(session, organization)


@pytest.fixture
def client(session: Session, organization: Organization) -> Client:
    """Somebody known, with an open lead: the short road of a message."""
    found = make_client(session, organization)
    make_lead(session, found)
    return found


@pytest.fixture
def talk(session: Session, sender: WhatsappSender, client: Client) -> Conversation:
    """Their conversation."""
    return make_conversation(session, sender, client)


@pytest.fixture
def write(session: Session, sender: WhatsappSender, talk: Conversation, client: Client) -> Write:
    """The client writes."""

    def written(at: datetime = NOW, **values: Any) -> None:
        told = {"client_address": f"whatsapp:{client.phone}", **values}
        receive.receive(session, make_inbound(sender, **told), at)
        session.refresh(talk)

    return written


def found(session: Session, organization: Organization, at: datetime) -> list[Task]:
    """The tasks that there are once the clock has looked."""
    while unanswered.find(session, at, limit=1):
        pass
    return tasks.waiting(session, organization.id)


def test_half_an_hour_without_an_answer_is_a_task(
    session: Session, organization: Organization, talk: Conversation, write: Write
) -> None:
    write()
    assert found(session, organization, NOW + HALF_AN_HOUR - timedelta(seconds=1)) == []
    (task,) = found(session, organization, NOW + HALF_AN_HOUR)
    assert (task.kind, task.conversation_id) == ("unanswered", talk.id)
    assert task.facts == {"since": NOW.isoformat()}


def test_the_wait_begins_with_the_first_message_and_is_one_task(
    session: Session, organization: Organization, talk: Conversation, write: Write
) -> None:
    write()
    write(NOW + timedelta(minutes=20))
    assert talk.waiting_since == NOW
    assert len(found(session, organization, NOW + HALF_AN_HOUR)) == 1
    write(NOW + timedelta(minutes=50))
    assert talk.answer_due_at is None
    assert len(found(session, organization, NOW + timedelta(hours=3))) == 1


def test_only_working_time_counts(
    session: Session, organization: Organization, talk: Conversation, write: Write
) -> None:
    write(EVENING)
    assert found(session, organization, EVENING + timedelta(hours=12)) == []
    assert talk.answer_due_at == NOW.replace(hour=4, minute=20) + timedelta(days=1)
    assert len(found(session, organization, NOW + timedelta(days=1))) == 1


def test_each_operator_says_how_long_is_too_long(
    session: Session, organization: Organization, write: Write
) -> None:
    organization.answer_within_minutes = 5
    session.flush()
    write()
    assert len(found(session, organization, NOW + timedelta(minutes=5))) == 1


def test_an_office_that_is_never_open_has_no_such_task(
    session: Session, organization: Organization, talk: Conversation, write: Write
) -> None:
    organization.working_hours = {}
    session.flush()
    write()
    assert found(session, organization, NOW + timedelta(days=60)) == []
    assert (talk.waiting_since, talk.answer_due_at) == (NOW, None)


def test_an_answer_by_a_person_ends_the_wait_and_the_task(
    session: Session, organization: Organization, talk: Conversation, write: Write
) -> None:
    write()
    at = NOW + HALF_AN_HOUR
    assert found(session, organization, at)
    compose.text(session, talk, make_user(session, organization), "Добрый день!", "k", at)
    session.refresh(talk)
    assert (talk.waiting_since, talk.answer_due_at) == (None, None)
    assert found(session, organization, at + timedelta(days=1)) == []


def test_the_next_question_is_a_wait_of_its_own(
    session: Session, organization: Organization, talk: Conversation, write: Write
) -> None:
    write()
    unanswered.end(session, talk.id, NOW)
    write(NOW + timedelta(hours=1))
    assert found(session, organization, NOW + timedelta(minutes=89)) == []
    assert len(found(session, organization, NOW + timedelta(minutes=90))) == 1


def test_a_stranger_waits_too_although_they_were_welcomed(
    session: Session, organization: Organization, sender: WhatsappSender
) -> None:
    receive.receive(session, make_inbound(sender), NOW)
    assert len(found(session, organization, NOW + HALF_AN_HOUR)) == 1


@pytest.mark.parametrize("body", ["СТОП", "start"])
def test_a_word_of_consent_asks_for_no_answer(
    session: Session, organization: Organization, write: Write, body: str
) -> None:
    write(body=body)
    assert found(session, organization, NOW + timedelta(days=1)) == []


def test_who_asks_not_to_be_written_to_waits_for_nobody(
    session: Session, organization: Organization, talk: Conversation, write: Write
) -> None:
    write()
    write(NOW + timedelta(minutes=1), body="стоп")
    assert talk.waiting_since is None
    assert found(session, organization, NOW + timedelta(days=1)) == []


def test_a_step_that_the_client_reads_of_is_an_answer(
    session: Session, organization: Organization, talk: Conversation, client: Client, write: Write
) -> None:
    write()
    booking = make_booking(session, client, conversation_id=talk.id)
    machine.step(session, booking, "adjust", "confirmed", SYSTEM, NOW)
    session.refresh(talk)
    assert talk.waiting_since == NOW
    machine.step(session, booking, "adjust", "confirmed", Actor("agent"), NOW)
    session.refresh(talk)
    assert talk.waiting_since is None


def test_what_was_answered_by_itself_waits_for_nobody(
    session: Session, organization: Organization, write: Write
) -> None:
    """Whoever stops offers with the button is told so at once."""
    write(kind="button", button_payload="STOP_MARKETING", button_text="Без рекламы")
    assert found(session, organization, NOW + timedelta(days=1)) == []


def test_a_colleague_is_no_client_who_waits(
    session: Session, organization: Organization, client: Client, write: Write
) -> None:
    client.kind = "internal"
    session.flush()
    write()
    assert found(session, organization, NOW + timedelta(days=1)) == []
