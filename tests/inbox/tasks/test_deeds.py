"""Tasks of messages, guides, numbers and events: each button settles its own, and is noted."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.models import (
    AuditEntry,
    Communication,
    Conversation,
    Task,
    WebhookEvent,
    WhatsappSender,
)
from tests import factories
from tests.booking_factories import make_departure, make_tour
from tests.browser import Browser
from tests.inbox.offices import Office, noted


def opened(office: Office, session: Session, kind: str, subject: str, **values: Any) -> Task:
    """An open task about the office's conversation."""
    values = {"conversation_id": office.conversation.id, **values}
    found = factories.make_task(session, office.organization, kind=kind, subject=subject, **values)
    session.commit()
    return found


def event(office: Office, session: Session, name: str) -> Task:
    """An event that was parked, and its task."""
    row = WebhookEvent(
        organization_id=office.organization.id,
        kind="message",
        event_id=name,
        received_at=factories.NOW,
        parked_at=factories.NOW,
        error="Unknown message type: order",
        attempts=8,
    )
    session.add(row)
    session.flush()
    return opened(office, session, "event_parked", f"webhook_events:{row.id}")


def settle(browser: Browser, session: Session, task: Task, verb: str) -> None:
    """Press the button; the list comes back."""
    answer = browser.post(f"/inbox/tasks/{task.id}/{verb}", key=f"task-{task.id}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/inbox/tasks")
    session.expire_all()
    assert task.closed_at is not None


@pytest.mark.parametrize(("verb", "status"), [("sent", "sent"), ("not-sent", "queued")])
def test_an_unknown_outcome_is_settled_by_whoever_knows(
    office: Office, agent: Browser, session: Session, verb: str, status: str
) -> None:
    message = factories.make_outbound(
        session, office.conversation, whatsapp_status="sending", claimed_at=factories.NOW
    )
    task = opened(office, session, "unknown_outcome", f"communications:{message.id}")
    settle(agent, session, task, verb)
    assert message.whatsapp_status == status
    assert noted(session) == ["outcome.settled"]


def test_what_did_not_arrive_is_sent_again(
    office: Office, agent: Browser, session: Session
) -> None:
    message = factories.make_outbound(
        session, office.conversation, whatsapp_status="failed", author="agent", body="Ждём вас"
    )
    task = opened(office, session, "not_delivered", f"communications:{message.id}")
    settle(agent, session, task, "again")
    again = session.scalars(select(Communication).where(Communication.retry_of == message.id)).one()
    assert (again.body, again.user_id) == ("Ждём вас", office.agent.id)
    assert noted(session) == ["message.retried"]


def test_a_refusal_to_send_again_is_said_in_the_task(
    office: Office, agent: Browser, session: Session
) -> None:
    message = factories.make_outbound(
        session, office.conversation, whatsapp_status="failed", author="agent", body="Ждём вас"
    )
    office.conversation.last_inbound_at = factories.NOW
    task = opened(office, session, "not_delivered", f"communications:{message.id}")
    answer = agent.client.post(
        f"/inbox/tasks/{task.id}/again",
        base_url="https://crm.example.com",
        data={"csrf_token": agent.token or token(agent)},
        headers={"Referer": "https://crm.example.com", "HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert "The 24 hours have ended" in answer.text


def token(browser: Browser) -> str:
    """The form token that the pages of this browser carry."""
    return (
        browser.get("/inbox/tasks").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    )


@pytest.mark.parametrize("kind", ["not_delivered", "window_missed", "handover", "unanswered"])
def test_what_was_settled_by_a_call_is_closed_by_hand(
    office: Office, agent: Browser, session: Session, kind: str
) -> None:
    settle(
        agent,
        session,
        opened(office, session, kind, f"conversations:{office.conversation.id}"),
        "done",
    )
    assert session.scalars(select(AuditEntry.facts)).one()["kind"] == kind


def test_no_answer_needed_ends_the_wait(office: Office, agent: Browser, session: Session) -> None:
    office.conversation.waiting_since = now.utc()
    task = opened(office, session, "unanswered", f"conversations:{office.conversation.id}")
    settle(agent, session, task, "done")
    talk = session.get_one(Conversation, office.conversation.id)
    assert talk.waiting_since is None


def test_a_list_given_by_phone_is_ticked(office: Office, agent: Browser, session: Session) -> None:
    departure = make_departure(session, make_tour(session, office.organization))
    task = opened(
        office, session, "guide_not_told", f"tour_departures:{departure.id}", conversation_id=None
    )
    settle(agent, session, task, "told")
    assert departure.list_told_at is not None
    assert noted(session) == ["guide.told"]


def test_a_guide_is_told_again(office: Office, agent: Browser, session: Session) -> None:
    departure = make_departure(session, make_tour(session, office.organization))
    task = opened(office, session, "guide_not_told", f"tour_departures:{departure.id}")
    settle(agent, session, task, "tell-again")
    assert departure.list_told_at is None
    assert noted(session) == ["guide.told_again"]


def test_a_number_is_resumed(office: Office, agent: Browser, session: Session) -> None:
    office.sender.paused_at, office.sender.paused_code = factories.NOW, "20003"
    settle(
        agent, session,
        opened(office, session, "sender_paused", f"whatsapp_senders:{office.sender.id}"), "resume",
    )  # fmt: skip
    assert session.scalars(select(WhatsappSender.paused_at)).one() is None
    assert noted(session) == ["sender.resumed"]


def test_an_event_is_tried_again(office: Office, agent: Browser, session: Session) -> None:
    settle(agent, session, event(office, session, "one"), "replay")
    row = session.scalars(select(WebhookEvent)).one()
    assert (row.parked_at, row.attempts) == (None, 0)
    assert noted(session) == ["event.replayed"]


def test_all_events_are_tried_again_at_once(
    office: Office, agent: Browser, session: Session
) -> None:
    tasks = [event(office, session, name) for name in ("one", "two", "three")]
    assert "Replay all 3 events" in agent.get("/inbox/tasks").text
    assert agent.post("/inbox/tasks/replay-all", key="all").status_code == 303
    session.expire_all()
    assert all(task.closed_at for task in tasks)
    assert noted(session) == ["event.replayed"] * 3
    assert agent.post("/inbox/tasks/replay-all", key="more").status_code == 404


def test_the_second_of_two_agents_is_told_that_it_is_settled(
    office: Office, agent: Browser, session: Session
) -> None:
    task = opened(office, session, "handover", "bookings:1")
    settle(agent, session, task, "done")
    assert agent.post(f"/inbox/tasks/{task.id}/done", key="another").status_code == 404
    assert noted(session) == ["task.closed"]


def test_a_filter_outlives_the_button(office: Office, agent: Browser, session: Session) -> None:
    task = opened(office, session, "handover", "bookings:1")
    answer = agent.post(f"/inbox/tasks/{task.id}/done?only=mine", key="k")
    assert answer.headers["Location"] == "/inbox/tasks?only=mine"
