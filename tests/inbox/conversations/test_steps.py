"""What an agent does with a conversation: each deed changes the rows and leaves its entry."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import ConversationNote
from tests.browser import Browser
from tests.inbox.offices import Office, noted


@pytest.mark.parametrize("wanted", ["me", "teammate", "nobody"])
def test_a_conversation_is_given(
    office: Office, agent: Browser, session: Session, wanted: str
) -> None:
    """To oneself, to somebody, to nobody; the log's line says so."""
    whom = {"me": office.agent, "teammate": office.teammate, "nobody": None}[wanted]
    named = str(whom.public_id) if wanted == "teammate" and whom else wanted
    assert agent.post(f"{office.path}/assign", agent=named).status_code == 303
    assert noted(session) == ["conversation.assigned"]
    session.refresh(office.conversation)
    assert office.conversation.agent_id == (whom.id if whom else None)
    said = {"me": "Daniyar took it", "teammate": "Daniyar gave it to Aigerim"}
    assert said.get(wanted, "Daniyar took it from everybody") in agent.get(office.path).text


def test_nobody_elsewhere_can_be_given_a_conversation(
    office: Office, agent: Browser, session: Session
) -> None:
    """An id of another operator's agent, or none at all, is not found."""
    for wanted in (str(office.outsider.public_id), "x", ""):
        assert agent.post(f"{office.path}/assign", agent=wanted).status_code == 404
    assert noted(session) == []


def test_what_is_done_leaves_the_list_and_can_be_opened_again(
    office: Office, agent: Browser, session: Session
) -> None:
    """It stands among those that are closed."""
    assert agent.post(f"{office.path}/done").status_code == 303
    assert office.path not in agent.get("/inbox/").text
    assert office.path in agent.get("/inbox/?only=done").text
    assert "Daniyar closed it" in agent.get(office.path).text
    agent.post(f"{office.path}/reopen")
    assert office.path in agent.get("/inbox/").text
    assert noted(session) == ["conversation.finished", "conversation.reopened"]


def test_a_note_is_kept_and_the_composer_stays_with_notes(
    office: Office, agent: Browser, session: Session
) -> None:
    """Shown as text, whatever it looks like."""
    answer = agent.post(f"{office.path}/note", body="<b>едет</b> с мамой")
    assert answer.headers["Location"] == f"{office.path}?composer=note"
    assert noted(session) == ["note.written"]
    page = agent.get(answer.headers["Location"]).text
    assert "&lt;b&gt;едет&lt;/b&gt; с мамой" in page
    assert "Save note" in page


def test_two_clicks_are_one_note(office: Office, agent: Browser, session: Session) -> None:
    """The form carries its key."""
    for _ in range(2):
        agent.post(f"{office.path}/note", body="едет", key="k1")
    assert len(session.scalars(select(ConversationNote)).all()) == 1


def test_an_empty_note_is_refused_in_its_form(
    office: Office, agent: Browser, session: Session
) -> None:
    """And nothing is kept."""
    answer = agent.post(f"{office.path}/note", body=" ")
    assert (answer.status_code, "Write a note first." in answer.text) == (422, True)
    assert noted(session) == []


def test_an_outsider_does_nothing_here(office: Office, outsider: Browser, session: Session) -> None:
    """Not refused but not found."""
    for deed in ("assign", "done", "reopen", "note"):
        answer = outsider.post(f"{office.path}/{deed}", agent="me", body="x")
        assert answer.status_code == 404, deed
    assert noted(session) == []
