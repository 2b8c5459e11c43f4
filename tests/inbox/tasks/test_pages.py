"""Tasks: what only a person can settle, shown with its button to those it concerns."""

import re

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm import open_tasks
from crm.models import Task
from crm.models.task import KINDS
from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office


def make_task(office: Office, session: Session, kind: str, subject: str, reason: str) -> Task:
    """An open task about the conversation."""
    task = Task(
        organization_id=office.organization.id,
        kind=kind,
        subject=subject,
        conversation_id=office.conversation.id,
        reason=reason,
        due_at=factories.NOW,
        opened_at=factories.NOW,
    )
    session.add(task)
    session.commit()
    return task


def test_all_done_is_said(agent: Browser) -> None:
    """An empty page would look like a fault."""
    assert "All done." in agent.get("/inbox/tasks").text


def test_an_unknown_outcome_has_its_two_answers(
    office: Office, agent: Browser, session: Session
) -> None:
    """It was sent, or it was not: nobody else can know."""
    message = factories.make_outbound(
        session, office.conversation, whatsapp_status="sending", body="Ждём вас"
    )
    make_task(office, session, "unknown_outcome", f"communications:{message.id}", "unknown")
    html = agent.get("/inbox/tasks").text
    assert all(words in html for words in ("Ждём вас", "It was sent", "Not sent: send again"))


def test_what_was_not_delivered_says_why(office: Office, agent: Browser, session: Session) -> None:
    """In words, with the code small."""
    message = factories.make_outbound(session, office.conversation, whatsapp_status="failed")
    make_task(office, session, "not_delivered", f"communications:{message.id}", "63024")
    html = agent.get("/inbox/tasks").text
    assert "This number is not on WhatsApp" in html
    assert office.path in html


def test_what_is_held_back_without_consent_leads_to_noting_it(
    office: Office, agent: Browser, session: Session
) -> None:
    """Sent again it would be held back again."""
    message = factories.make_outbound(session, office.conversation, whatsapp_status="suppressed")
    make_task(office, session, "not_delivered", f"communications:{message.id}", "no_consent")
    html = agent.get("/inbox/tasks?only=messages").text
    assert "Ask them, note what they said, then send it again." in html
    address = f"/inbox/clients/{office.client.public_id}/consent"
    form = f"{address}?back=/inbox/tasks?only%3Dmessages"
    assert f'href="{form}"' in html
    said = {"state": "opted_in", "scope": "all", "evidence": "По телефону"}
    answer = agent.post(form, key="k", **said)
    assert answer.headers["Location"] == "/inbox/tasks?only=messages"


def test_a_missed_window_leads_to_the_templates(
    office: Office, agent: Browser, session: Session
) -> None:
    """With the picker open."""
    message = factories.make_outbound(session, office.conversation, whatsapp_status="failed")
    make_task(office, session, "window_missed", f"communications:{message.id}", "63016")
    assert f"{office.path}?composer=template" in agent.get("/inbox/tasks").text


def test_the_bar_counts_what_waits(office: Office, agent: Browser, session: Session) -> None:
    """On every page."""
    make_task(office, session, "sender_paused", f"whatsapp_senders:{office.sender.id}", "20003")
    assert "1 open task<" in agent.get("/inbox/").text


def test_a_closed_task_is_gone(office: Office, agent: Browser, session: Session) -> None:
    """From the page and from its count."""
    task = make_task(office, session, "not_delivered", "communications:1", "63024")
    task.closed_at = factories.NOW
    session.commit()
    assert "All done." in agent.get("/inbox/tasks").text


def test_an_outsider_sees_and_settles_nothing(
    office: Office, outsider: Browser, session: Session
) -> None:
    """Tasks belong to the operator."""
    task = make_task(office, session, "unknown_outcome", "communications:1", "unknown")
    assert "All done." in outsider.get("/inbox/tasks").text
    for verb in ("sent", "not-sent", "resume", "replay"):
        assert outsider.post(f"/inbox/tasks/{task.id}/{verb}").status_code == 404


def test_a_button_of_another_kind_settles_nothing(
    office: Office, agent: Browser, session: Session
) -> None:
    """The address alone must not choose the rule."""
    task = make_task(office, session, "not_delivered", "communications:1", "63024")
    assert agent.post(f"/inbox/tasks/{task.id}/sent").status_code == 404


def test_a_subject_of_another_operator_is_not_shown(
    office: Office, agent: Browser, session: Session
) -> None:
    """Even where a task names it by mistake."""
    theirs = factories.make_organization(session, name="Other")
    sender = factories.make_sender(session, theirs, name="Secret number")
    make_task(office, session, "sender_paused", f"whatsapp_senders:{sender.id}", "20003")
    assert "Secret number" not in agent.get("/inbox/tasks").text


FACTS = {
    "booking_code": "ALT-7K3M9Q",
    "currency": "KZT",
    "amount": "225000.00",
    "paid": "500000.00",
    "credit": "50000.00",
    "due_date": "2026-09-05",
}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("facts", [FACTS, {"due_date": "2026-09-05"}], ids=["full", "bare"])
def test_every_kind_has_its_words_and_no_command(
    office: Office, agent: Browser, session: Session, language: str, facts: dict[str, str]
) -> None:
    """Whatever is known of it, and in both languages."""
    for kind in KINDS:
        make_task(office, session, kind, f"nothing:{kind}", "63024").facts = facts
    session.commit()
    html = agent.get(f"/inbox/tasks?lang={language}").text
    assert html.count('class="task"') == len(KINDS)
    assert "flask" not in html


def test_each_kind_of_money_says_its_sum(office: Office, agent: Browser, session: Session) -> None:
    """As the reader writes sums."""
    for kind in open_tasks.MONEY:
        make_task(office, session, kind, f"nothing:{kind}", "said").facts = FACTS
    session.commit()
    html = agent.get("/inbox/tasks").text.replace("\u00a0", " ")
    assert "The client says it is paid: KZT 225,000" in html
    assert "Paid too much: KZT 50,000" in html
    assert "Money to send back: KZT 225,000" in html
    assert "It was due on 5 September 2026." in html


def test_a_filter_shows_its_own(office: Office, agent: Browser, session: Session) -> None:
    """And one that does not exist is not found."""
    make_task(office, session, "handover", "bookings:1", "rebook")
    assert "asks for another date" in agent.get("/inbox/tasks?only=messages").text
    assert "Nothing of this kind waits." in agent.get("/inbox/tasks?only=money").text
    assert agent.get("/inbox/tasks?only=others").status_code == 404
    assert agent.get("/inbox/tasks?after=x").status_code == 404


def test_more_than_fifty_are_shown_page_by_page(
    office: Office, agent: Browser, session: Session
) -> None:
    """The rest behind a link."""
    for number in range(55):
        make_task(office, session, "handover", f"bookings:{number}", "rebook")
    first = agent.get("/inbox/tasks").text
    assert first.count('class="task"') == 50
    link = re.search(r'href="(/inbox/tasks\?after=[^"]+)"', first)
    assert link is not None
    assert agent.get(link[1]).text.count('class="task"') == 5


def test_a_page_of_tasks_takes_few_statements(
    office: Office, agent: Browser, session: Session
) -> None:
    """However many kinds there are on it."""
    for kind in KINDS:
        make_task(office, session, kind, f"bookings:{kind}", "63024")
    counted: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *told: counted.append(told[2]))
    agent.get("/inbox/tasks")
    assert len([one for one in counted if "SAVEPOINT" not in one]) <= 30


def test_a_form_opens_as_a_page_and_as_a_piece_of_one(
    office: Office, agent: Browser, session: Session
) -> None:
    """Without script it is a page of its own."""
    task = make_task(office, session, "unknown_outcome", "communications:1", "x")
    path = f"/inbox/tasks/{task.id}/not-sent"
    assert "<html" in agent.get(path).text
    piece = agent.get(path, headers={"HX-Request": "true"}).text
    assert "<html" not in piece
    assert f'action="{path}"' in piece
