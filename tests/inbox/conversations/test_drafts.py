"""What is typed comes back in the composer that fits, and the colleague sees who types."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.models import Draft
from tests.browser import Browser
from tests.inbox.offices import Office


def kept(session: Session) -> list[str]:
    """What is kept on the server."""
    return list(session.scalars(select(Draft.body)))


def test_what_was_typed_stands_in_the_composer_again(office: Office, agent: Browser) -> None:
    assert agent.post(f"{office.path}/draft", body="Добрый <b>", key="k1").status_code == 204
    assert "Добрый &lt;b&gt;</textarea>" in agent.get(office.path).text


def test_it_is_offered_where_only_a_template_can_be_sent(
    office: Office, agent: Browser, session: Session
) -> None:
    agent.post(f"{office.path}/draft", body="Добрый день", key="k1")
    office.conversation.last_inbound_at = now.utc() - timedelta(hours=25)
    session.commit()
    page = agent.get(office.path).text
    assert '<div id="kept" class="kept">' in page
    assert "Добрый день</textarea>" in page


def test_it_is_gone_when_it_is_sent_and_does_not_come_back(
    office: Office, agent: Browser, session: Session
) -> None:
    agent.post(f"{office.path}/draft", body="Да", key="k1")
    agent.post(f"{office.path}/text", body="Да", key="k1")
    assert kept(session) == []
    agent.post(f"{office.path}/draft", body="Да", key="k1")
    assert "Да</textarea>" not in agent.get(office.path).text


def test_a_colleague_sees_who_is_typing_and_oneself_does_not(
    office: Office, agent: Browser, teammate: Browser
) -> None:
    agent.post(f"{office.path}/draft", body="Добрый <b>", key="k1")
    seen = teammate.get(f"{office.path}/typing").text
    assert "<b>Daniyar</b> is writing an answer here: “Добрый &lt;b&gt;”" in seen
    assert "is writing an answer" in teammate.get(office.path).text
    assert "is writing an answer" not in agent.get(f"{office.path}/typing").text
