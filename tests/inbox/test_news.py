"""What the browser is told for its notifications, and the switch of them."""

from sqlalchemy.orm import Session

import now
from crm.models import User
from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office


def test_a_clients_message_is_told_with_its_address(office: Office, agent: Browser) -> None:
    html = agent.get("/inbox/news").text
    assert f'data-address="{office.path}"' in html
    assert 'data-title="Мария"' in html
    assert 'data-text="Здравствуйте!"' in html


def test_a_new_task_leads_to_its_place(office: Office, agent: Browser, session: Session) -> None:
    at = now.utc()
    task = factories.make_task(
        session, office.organization, kind="sender_paused", due_at=at, opened_at=at,
        subject=f"whatsapp_senders:{office.sender.id}",
    )  # fmt: skip
    session.commit()
    html = agent.get("/inbox/news").text
    assert f'data-address="/inbox/tasks#task-{task.id}"' in html
    assert 'data-title="Sending is paused"' in html


def test_markup_in_a_message_is_text(office: Office, agent: Browser, session: Session) -> None:
    factories.make_communication(session, office.conversation, body='"><script>x</script>')
    session.commit()
    assert "<script>" not in agent.get("/inbox/news").text


def test_what_belongs_to_a_teammate_is_not_told(
    office: Office, agent: Browser, session: Session
) -> None:
    office.conversation.agent_id = office.teammate.id
    session.commit()
    assert "data-key" not in agent.get("/inbox/news").text


def test_nothing_is_sent_twice(agent: Browser) -> None:
    seen = agent.get("/inbox/news").headers["X-Seen"]
    assert agent.get(f"/inbox/news?seen={seen}").status_code == 204


def test_the_switch_is_in_the_menu_of_those_whom_news_concern(
    office: Office, agent: Browser, session: Session
) -> None:
    assert 'id="news-switch"' in agent.get("/inbox/tasks").text
    session.get_one(User, office.agent.id).role = "guide"
    session.commit()
    assert 'id="news-switch"' not in agent.get("/inbox/", follow_redirects=True).text
