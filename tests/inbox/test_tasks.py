"""Tasks: what only a person can settle, shown with its button to those it concerns."""

from sqlalchemy.orm import Session

from crm.models import Task
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
