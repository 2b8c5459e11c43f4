"""A draft is one person's in one conversation; the others see who types, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import drafts
from crm.drafts import Typist
from crm.errors import WindowClosed
from crm.messages import compose
from crm.models import Conversation, Draft, User
from tests import factories
from tests.factories import NOW

KEY = "form:k1"


@dataclass
class Desk:
    """Two colleagues and two clients who have just written."""

    agent: User
    teammate: User
    conversation: Conversation
    other: Conversation


@pytest.fixture
def desk(session: Session) -> Desk:
    """Nobody has typed anything."""
    organization = factories.make_organization(session)
    sender = factories.make_sender(session, organization)
    agent, teammate = [
        factories.make_user(session, organization, name=name) for name in ("Daniyar", "Aigerim")
    ]
    talks = [
        factories.make_conversation(
            session, sender, factories.make_client(session, organization), last_inbound_at=NOW
        )
        for _ in range(2)
    ]
    return Desk(agent, teammate, *talks)


def own(session: Session, conversation: Conversation, user: User) -> str:
    """What the user finds in the composer."""
    return drafts.read(session, conversation, user, NOW)[0]


def others(session: Session, conversation: Conversation, user: User, at: datetime) -> list[Typist]:
    """Whom the user sees typing."""
    return drafts.read(session, conversation, user, at)[1]


def kept(session: Session) -> int:
    """How many drafts there are."""
    return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_what_is_typed_comes_back(session: Session, desk: Desk) -> None:
    drafts.keep(session, desk.conversation, desk.agent, "Доб", KEY, NOW)
    drafts.keep(session, desk.conversation, desk.agent, "Добрый день", "form:k2", NOW)
    assert own(session, desk.conversation, desk.agent) == "Добрый день"
    assert kept(session) == 1


def test_it_is_nobody_elses_and_of_no_other_client(session: Session, desk: Desk) -> None:
    drafts.keep(session, desk.conversation, desk.agent, "Добрый день", KEY, NOW)
    assert own(session, desk.conversation, desk.teammate) == ""
    assert own(session, desk.other, desk.agent) == ""


def test_an_emptied_one_is_gone(session: Session, desk: Desk) -> None:
    drafts.keep(session, desk.conversation, desk.agent, "Добрый день", KEY, NOW)
    drafts.keep(session, desk.conversation, desk.agent, " \n", KEY, NOW)
    assert kept(session) == 0


def test_the_send_takes_it_along(session: Session, desk: Desk) -> None:
    drafts.keep(session, desk.conversation, desk.agent, "Да", KEY, NOW)
    drafts.keep(session, desk.conversation, desk.teammate, "Нет", KEY, NOW)
    compose.text(session, desk.conversation, desk.agent, "Да!", "form:k9", NOW)
    assert own(session, desk.conversation, desk.agent) == ""
    assert own(session, desk.conversation, desk.teammate) == "Нет"


def test_a_refused_send_leaves_it(session: Session, desk: Desk) -> None:
    drafts.keep(session, desk.conversation, desk.agent, "Да", KEY, NOW)
    with pytest.raises(WindowClosed):
        compose.text(session, desk.conversation, desk.agent, "Да", KEY, NOW + timedelta(days=2))
    assert own(session, desk.conversation, desk.agent) == "Да"


def test_a_second_attempt_at_another_message_leaves_it(session: Session, desk: Desk) -> None:
    drafts.keep(session, desk.conversation, desk.agent, "Да", KEY, NOW)
    failed = factories.make_outbound(session, desk.conversation, whatsapp_status="failed")
    failed.author = "agent"
    compose.retry(session, failed, desk.agent, "retry:1", NOW)
    assert own(session, desk.conversation, desk.agent) == "Да"


def test_one_that_comes_in_after_its_form_was_sent_is_none(session: Session, desk: Desk) -> None:
    """Saved on the way out of the page, it may overtake nothing and be overtaken by the send."""
    compose.text(session, desk.conversation, desk.agent, "Да", KEY, NOW)
    drafts.keep(session, desk.conversation, desk.agent, "Да", KEY, NOW)
    assert own(session, desk.conversation, desk.agent) == ""
    assert others(session, desk.conversation, desk.teammate, NOW) == []


def test_the_others_see_who_types_and_the_first_words(session: Session, desk: Desk) -> None:
    drafts.keep(session, desk.conversation, desk.agent, "Добрый\nдень! " + "а" * 200, KEY, NOW)
    (seen,) = others(session, desk.conversation, desk.teammate, NOW)
    assert (seen.name, seen.words[:13], seen.words[-1]) == ("Daniyar", "Добрый день! ", "…")
    assert others(session, desk.conversation, desk.agent, NOW) == []
    assert others(session, desk.other, desk.teammate, NOW) == []


def test_ten_seconds_of_silence_are_enough(session: Session, desk: Desk) -> None:
    drafts.keep(session, desk.conversation, desk.agent, "Да", KEY, NOW)
    almost = NOW + timedelta(seconds=9.9)
    assert others(session, desk.conversation, desk.teammate, almost)
    later = NOW + timedelta(seconds=10)
    assert others(session, desk.conversation, desk.teammate, later) == []
