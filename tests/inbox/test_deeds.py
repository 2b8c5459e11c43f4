"""A deed is done once, leaves its entry, and changes nothing where it is refused."""

from flask import Flask, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from crm.models import Communication
from inbox import deeds
from inbox.access import needs
from inbox.deeds import Deed
from tests.browser import Browser
from tests.inbox.offices import Office, noted


def messages(session: Session) -> int:
    """How many messages there are."""
    return session.scalar(select(func.count()).select_from(Communication)) or 0


def test_two_clicks_are_one_deed(office: Office, agent: Browser, session: Session) -> None:
    """The second gets the first one's answer."""
    before = messages(session)
    answers = [agent.post(office.path + "/text", body="Да", key="k1") for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [office.path] * 2
    assert (messages(session), noted(session)) == (before + 1, ["message.sent"])


def test_a_form_that_was_sent_cannot_carry_something_else(
    office: Office, agent: Browser, session: Session
) -> None:
    """Going back and sending another text is a new message, by a new form."""
    agent.post(office.path + "/text", body="Да", key="k1")
    assert agent.post(office.path + "/text", body="Нет", key="k1").status_code == 422
    assert noted(session) == ["message.sent"]


def test_what_is_refused_leaves_nothing(office: Office, agent: Browser, session: Session) -> None:
    """Neither the change nor an entry."""
    before = messages(session)
    assert agent.post(office.path + "/text", body=" ", key="k1").status_code == 422
    assert (messages(session), noted(session)) == (before, [])


def test_htmx_is_told_where_to_go_and_why_not(office: Office, agent: Browser) -> None:
    """A redirect would be followed into the fragment; a refusal is the sentence alone."""
    agent.get(office.path)
    agent.client.environ_base["HTTP_HX_REQUEST"] = "true"
    done = agent.post(office.path + "/text", body="Да", key="k1")
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, office.path)


def test_a_deed_that_notes_nothing_is_undone(
    app: Flask, office: Office, agent: Browser, session: Session
) -> None:
    """So that no view can forget its entry."""

    def work(deed: Deed) -> str:
        deed.user.name = "Nobody"
        return url_for("tasks.index")

    @needs("agent")
    def forgetful(**_values: object) -> Response:
        return deeds.post(work)

    app.view_functions["answers.text"] = forgetful
    assert agent.post(office.path + "/text", body="Да", key="k1").status_code == 500
    session.refresh(office.agent)
    assert office.agent.name == "Daniyar"
