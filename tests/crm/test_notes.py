"""Notes of the team: kept beside the messages, and never on the road to the client."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import notes
from crm.errors import CrmError, TextEmpty, TextTooLong
from crm.models import Communication, Conversation, User
from tests import factories
from tests.factories import NOW


@pytest.fixture
def talk(session: Session) -> Conversation:
    """A conversation."""
    ours = factories.make_organization(session)
    client = factories.make_client(session, ours)
    return factories.make_conversation(session, factories.make_sender(session, ours), client)


@pytest.fixture
def agent(session: Session, talk: Conversation) -> User:
    """Who writes."""
    return factories.make_user(session, factories.make_organization(session))


def test_a_note_is_no_message(session: Session, talk: Conversation, agent: User) -> None:
    """It stands in a table of its own, which nothing sends from."""
    note = notes.write(session, talk, agent, "  едет с мамой\r\n", NOW)
    assert (note.body, note.user_id, note.created_at) == ("едет с мамой", agent.id, NOW)
    assert session.scalar(select(func.count()).select_from(Communication)) == 0


@pytest.mark.parametrize(("body", "problem"), [(" \n", TextEmpty), ("x" * 4001, TextTooLong)])
def test_nothing_and_too_much_are_refused(
    session: Session, talk: Conversation, agent: User, body: str, problem: type[CrmError]
) -> None:
    """In words, and nothing is kept."""
    with pytest.raises(problem):
        notes.write(session, talk, agent, body, NOW)
