"""The page of saved replies, and the list a composer opens."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import SavedReply
from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office, noted

PAGE = "/inbox/settings/replies"
REPLY = {"title": "Оплата", "language": "ru", "body": "Оплатить можно картой."}


@pytest.fixture
def reply(office: Office, session: Session) -> SavedReply:
    """One that is kept."""
    made = factories.make_saved_reply(session, office.organization)
    session.commit()
    return made


def kept(session: Session) -> list[SavedReply]:
    """All there are."""
    session.expire_all()
    return list(session.scalars(select(SavedReply).order_by(SavedReply.id)))


def test_a_reply_is_added(office: Office, agent: Browser, session: Session) -> None:
    """And shown on the page."""
    assert agent.post(PAGE, **REPLY).status_code == 303
    (one,) = kept(session)
    assert (one.organization_id, one.title) == (office.organization.id, "Оплата")
    assert noted(session) == ["saved_reply.added"]
    assert "Оплатить можно картой." in agent.get(PAGE).text


def test_a_title_that_is_taken_is_refused(
    agent: Browser, session: Session, reply: SavedReply
) -> None:
    """Agents choose by it; another language is another list."""
    assert agent.post(PAGE, **{**REPLY, "title": reply.title}).status_code == 422
    assert agent.post(PAGE, **{**REPLY, "title": reply.title, "language": "en"}).status_code == 303
    assert len(kept(session)) == 2


def test_a_reply_is_changed(agent: Browser, session: Session, reply: SavedReply) -> None:
    """Where it stands."""
    assert agent.post(f"{PAGE}/{reply.public_id}", **REPLY).status_code == 303
    assert [(one.title, one.body) for one in kept(session)] == [(REPLY["title"], REPLY["body"])]
    assert noted(session) == ["saved_reply.changed"]


def test_a_reply_is_removed(agent: Browser, session: Session, reply: SavedReply) -> None:
    """The log still says what it was."""
    assert agent.post(f"{PAGE}/{reply.public_id}/remove").status_code == 303
    assert kept(session) == []
    assert noted(session) == ["saved_reply.removed"]


def test_nothing_and_too_much_are_refused(agent: Browser, session: Session) -> None:
    """In words."""
    for wrong in ({"title": " "}, {"body": ""}, {"body": "x" * 1601}, {"language": "xx"}):
        assert agent.post(PAGE, **{**REPLY, **wrong}).status_code == 422
    assert kept(session) == []


def test_the_composer_is_offered_the_clients_language_first(
    office: Office, agent: Browser, session: Session, reply: SavedReply
) -> None:
    """The client of the office reads Russian."""
    factories.make_saved_reply(session, office.organization, language="en", title="A payment")
    session.commit()
    html = agent.get(f"{PAGE}/for/{office.conversation.public_id}").text
    assert html.index(reply.title) < html.index("A payment")


def test_an_outsider_finds_none_of_them(
    office: Office, outsider: Browser, session: Session, reply: SavedReply
) -> None:
    """Neither to read nor to change."""
    assert reply.title not in outsider.get(PAGE).text
    talk = office.conversation.public_id
    assert outsider.get(f"{PAGE}/for/{talk}").status_code == 404
    for path in (f"{PAGE}/{reply.public_id}", f"{PAGE}/{reply.public_id}/remove"):
        assert outsider.post(path, **REPLY).status_code == 404
    assert len(kept(session)) == 1
