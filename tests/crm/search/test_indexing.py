"""The words of messages: all of them in time, none twice, and never past a number not yet there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from crm.models import Communication, Conversation, MessageWord
from crm.search import indexing
from tests import factories
from tests.factories import NOW


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit: what is uncommitted elsewhere is what this is about."""
    engine = create_engine(database_url)
    yield sessionmaker(engine, expire_on_commit=False)
    engine.dispose()


@pytest.fixture
def talk(sessions: sessionmaker[Session]) -> Conversation:
    """A conversation."""
    with sessions.begin() as session:
        ours = factories.make_organization(session)
        client = factories.make_client(session, ours)
        sender = factories.make_sender(session, ours)
        return factories.make_conversation(session, sender, client)


def index(sessions: sessionmaker[Session], begin: int = 0, rounds: int = 4) -> None:
    """What the worker does in some seconds."""
    for number in range(begin, begin + rounds):
        with sessions.begin() as session:
            indexing.step(session, NOW + number * indexing.PAUSE)


def words(sessions: sessionmaker[Session], message: Communication) -> set[str]:
    """What was written down of a message."""
    with sessions() as session:
        query = select(MessageWord.word).where(MessageWord.communication_id == message.id)
        return set(session.scalars(query))


def say(session: Session, talk: Conversation, body: str, **values: str) -> Communication:
    """A message."""
    return factories.make_communication(session, talk, body=body, **values)


def test_the_words_of_what_people_wrote_are_kept_by_their_stems(
    sessions: sessionmaker[Session], talk: Conversation
) -> None:
    """In both languages; little words of every sentence are none."""
    with sessions.begin() as session:
        message = say(session, talk, "Оплаты и путёвки, payments for ALT-7K3M9Q!")
    index(sessions)
    assert {"оплат", "путевк", "payment", "alt-7k3m9q"} <= words(sessions, message)
    assert not {"и", "for"} & words(sessions, message)


def test_what_the_system_wrote_is_left_out(
    sessions: sessionmaker[Session], talk: Conversation
) -> None:
    """It says the same to everybody."""
    with sessions.begin() as session:
        message = factories.make_welcome(session, talk, body="Здравствуйте, Мария")
    index(sessions)
    assert words(sessions, message) == set()


def test_a_message_committed_late_under_a_low_number_is_not_missed(
    sessions: sessionmaker[Session], talk: Conversation
) -> None:
    """Its number was given before that of one which has been read."""
    with sessions() as slow:
        late = say(slow, talk, "гималаи")
        with sessions.begin() as session:
            early = say(session, talk, "памир")
        index(sessions)
        assert words(sessions, early) == set()
        slow.commit()
    index(sessions, begin=5)
    assert (words(sessions, late), words(sessions, early)) == ({"гимала"}, {"памир"})


def test_two_workers_do_the_work_of_one(
    sessions: sessionmaker[Session], talk: Conversation
) -> None:
    """The second finds the row held and does nothing."""
    with sessions.begin() as session:
        say(session, talk, "памир")
    index(sessions, rounds=1)
    later = NOW + timedelta(seconds=5)
    with sessions.begin() as first, sessions.begin() as second:
        assert (indexing.step(first, later), indexing.step(second, later)) == (1, 0)


def test_batches_go_on_where_the_last_one_ended(
    sessions: sessionmaker[Session], talk: Conversation
) -> None:
    """More than one batch holds is read all the same."""
    with sessions.begin() as session:
        made = [say(session, talk, f"слово{number:04d}") for number in range(1001)]
    index(sessions)
    assert words(sessions, made[-1]) == {"слово1000"}
    assert words(sessions, made[0]) == {"слово0000"}
