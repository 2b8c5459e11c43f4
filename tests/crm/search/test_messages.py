"""Messages by their words: every word, the newest first, a page at a time."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.models import Communication, Conversation
from crm.search import messages
from crm.search.messages import CLOSE, OPEN
from tests import factories


@pytest.fixture
def talk(session: Session) -> Conversation:
    """A conversation of an operator."""
    ours = factories.make_organization(session)
    client = factories.make_client(session, ours)
    return factories.make_conversation(session, factories.make_sender(session, ours), client)


def say(session: Session, talk: Conversation, *bodies: str) -> list[Communication]:
    """Messages with their words written down."""
    made = [factories.make_communication(session, talk, body=body) for body in bodies]
    session.execute(
        text(
            "INSERT INTO message_words SELECT organization_id, stem, id FROM communications, "
            "unnest(tsvector_to_array(to_tsvector('russian', body))) AS stem WHERE id = ANY(:ids)"
        ),
        {"ids": [one.id for one in made]},
    )
    return made


def found(session: Session, talk: Conversation, asked: str) -> list[Communication]:
    """What fits."""
    return [hit.message for hit in messages.find(session, talk.organization_id, asked).hits]


def test_all_words_must_occur_in_any_order_and_form(session: Session, talk: Conversation) -> None:
    """The newest first."""
    first, _, last = say(
        session, talk, "Когда оплата картой?", "Оплата наличными", "Картой оплачу завтра"
    )
    assert found(session, talk, "картой ОПЛАТУ") == [first]
    assert found(session, talk, "карты") == [last, first]


def test_the_words_are_marked_in_the_excerpt(session: Session, talk: Conversation) -> None:
    """Between signs that become marks once all else is escaped."""
    say(session, talk, "Где <b>оплата</b>?")
    (hit,) = messages.find(session, talk.organization_id, "оплаты").hits
    assert f"{OPEN}оплата{CLOSE}" in hit.excerpt


@pytest.mark.parametrize("asked", ["", "и", "!!!", "гималаи", "оплата гималаи"])
def test_what_fits_nothing_finds_nothing(session: Session, talk: Conversation, asked: str) -> None:
    """A little word alone is no word."""
    say(session, talk, "Оплата и билеты")
    assert found(session, talk, asked) == []


def test_pages_go_on_where_the_last_one_ended(session: Session, talk: Conversation) -> None:
    """Each message once."""
    made = say(session, talk, *["озеро"] * 45)
    seen: list[int] = []
    before: int | None = None
    for _ in range(3):
        page = messages.find(session, talk.organization_id, "озера", before)
        seen += [hit.message.id for hit in page.hits]
        before = page.older
    assert seen == [one.id for one in reversed(made)]
    assert before is None


def test_a_rare_pair_of_common_words_is_found_however_far_below(
    session: Session, talk: Conversation
) -> None:
    """A page looks at so many, and the next one goes on below them."""
    (pair,) = say(session, talk, "озеро гора")
    say(session, talk, *["озеро", "гора"] * (messages.EXAMINED + 1))
    page = messages.find(session, talk.organization_id, "озеро гора")
    assert page.hits == []
    again = messages.find(session, talk.organization_id, "озеро гора", page.older)
    assert [hit.message for hit in again.hits] == [pair]


def test_one_operator_finds_nothing_of_another(session: Session, talk: Conversation) -> None:
    """Their words stand in the same table."""
    say(session, talk, "озеро")
    theirs = factories.make_organization(session)
    assert messages.find(session, theirs.id, "озеро").hits == []
