"""A message that will not arrive, told by callback: what follows from each reason."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.messages import failure, report
from crm.models import (
    ClientConsent,
    Communication,
    Conversation,
    Organization,
    Task,
    WhatsappSender,
    WhatsappTemplate,
)
from crm.provider import DeliveryReport, ErrorClass, OutboundTemplate, Status
from tests.crm.messages.sending import take
from tests.factories import NOW, make_outbound, make_template, make_welcome

SID = "SM" + "c" * 32
SENT = {"whatsapp_status": "sent", "whatsapp_message_id": SID}


def fail(session: Session, kind: ErrorClass, code: str = "63000", now: Any = NOW) -> None:
    """The callback says that it failed."""
    said = DeliveryReport(SID, "AC", None, "undelivered", Status.FAILED, code, kind)
    report.record(session, said, now)
    session.expire_all()


def tasks(session: Session) -> list[tuple[str, str]]:
    """The open tasks: kind and reason."""
    return [(t.kind, t.reason) for t in session.scalars(select(Task)) if t.closed_at is None]


def retries(session: Session) -> list[Communication]:
    """The rows that stand in place of others."""
    return list(session.scalars(select(Communication).where(Communication.retry_of.is_not(None))))


@pytest.mark.parametrize(
    ("kind", "task"),
    [
        (ErrorClass.NEVER, "not_delivered"),
        (ErrorClass.LATER, "not_delivered"),
        (ErrorClass.TEMPLATE, "not_delivered"),
        (ErrorClass.OPERATOR, "not_delivered"),
        (ErrorClass.NEEDS_TEMPLATE, "window_missed"),
    ],
)
def test_an_agents_text_that_failed_is_a_task(
    session: Session, conversation: Conversation, kind: ErrorClass, task: str
) -> None:
    row = make_outbound(session, conversation, **SENT)
    fail(session, kind, "63999")
    assert (row.whatsapp_status, row.error_code, row.failed_at) == ("failed", "63999", NOW)
    assert (task, "63999") in tasks(session)
    assert retries(session) == []


@pytest.mark.parametrize("code", ["21610", "63014"])
def test_a_block_is_consent_with_its_evidence_once(
    session: Session, conversation: Conversation, code: str
) -> None:
    row = make_welcome(session, conversation, **SENT)
    fail(session, ErrorClass.OPT_OUT, code)
    fail(session, ErrorClass.OPT_OUT, code)
    consent = session.scalars(select(ClientConsent)).one()
    assert (consent.state, consent.source, consent.evidence) == (
        *("opted_out", "delivery_error", code),
    )
    assert (consent.evidence_communication_id, consent.client_id) == (row.id, row.client_id)
    assert (tasks(session), retries(session)) == ([], [])


@pytest.mark.parametrize(
    ("kind", "pause"),
    [(ErrorClass.NEEDS_TEMPLATE, timedelta(0)), (ErrorClass.LATER, timedelta(minutes=2))],
)
def test_an_automatic_message_goes_again_in_one_new_row(
    session: Session, conversation: Conversation, kind: ErrorClass, pause: timedelta
) -> None:
    row = make_welcome(session, conversation, **SENT)
    fail(session, kind)
    fail(session, kind)
    (again,) = retries(session)
    assert (again.retry_of, again.template_name, again.template_only) == (row.id, "welcome", True)
    assert (again.whatsapp_status, again.not_before) == ("queued", NOW + pause)
    assert (row.whatsapp_status, tasks(session)) == ("failed", [])


def test_outside_the_window_the_new_row_goes_by_its_template(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    make_template(session, session.get_one(Organization, sender.organization_id))
    make_welcome(session, conversation, **SENT)
    fail(session, ErrorClass.NEEDS_TEMPLATE, "63016")
    (claimed,) = take(session, sender.id)
    assert isinstance(claimed.message, OutboundTemplate)


def test_a_template_that_met_no_window_does_not_go_round_for_ever(
    session: Session, conversation: Conversation
) -> None:
    make_welcome(session, conversation, template_only=True, **SENT)
    fail(session, ErrorClass.NEEDS_TEMPLATE, "63016")
    assert (retries(session), tasks(session)) == ([], [("window_missed", "63016")])


def test_after_three_new_rows_a_person_is_told(
    session: Session, conversation: Conversation
) -> None:
    row = make_welcome(session, conversation, whatsapp_status="failed")
    for _ in range(2):
        row = make_welcome(session, conversation, whatsapp_status="failed", retry_of=row.id)
    make_welcome(session, conversation, retry_of=row.id, **SENT)
    fail(session, ErrorClass.LATER, "63018")
    assert len(retries(session)) == 3
    assert tasks(session) == [("not_delivered", "63018")]


def test_what_the_operator_must_mend_pauses_the_sender(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    make_welcome(session, conversation, **SENT)
    fail(session, ErrorClass.OPERATOR, "63112")
    session.refresh(sender)
    assert (sender.paused_code, sender.paused_at) == ("63112", NOW)
    assert tasks(session) == [("sender_paused", "63112")]
    assert len(retries(session)) == 1
    assert take(session, sender.id, NOW + timedelta(hours=1)) == []


@pytest.mark.parametrize(("code", "approval"), [("63041", "paused"), ("63042", "disabled")])
def test_a_template_that_is_off_is_offered_no_more(
    session: Session, sender: WhatsappSender, conversation: Conversation, code: str, approval: str
) -> None:
    template = make_template(session, session.get_one(Organization, sender.organization_id))
    make_welcome(session, conversation, template_id=template.id, **SENT)
    fail(session, ErrorClass.TEMPLATE, code)
    assert session.get_one(WhatsappTemplate, template.id).approval_status == approval
    assert tasks(session) == [("not_delivered", code)]


@pytest.mark.parametrize("status", ["delivered", "read"])
def test_what_has_arrived_does_not_fail(
    session: Session, conversation: Conversation, status: str
) -> None:
    row = make_welcome(session, conversation, **{**SENT, "whatsapp_status": status})
    fail(session, ErrorClass.LATER)
    assert (row.whatsapp_status, row.failed_at, row.error_code) == (status, None, None)
    assert (tasks(session), retries(session)) == ([], [])


def test_a_message_that_arrived_after_all_is_not_sent_again(
    session: Session, conversation: Conversation
) -> None:
    row = make_welcome(session, conversation, **SENT)
    fail(session, ErrorClass.LATER, "63018")
    said = DeliveryReport(SID, "AC", None, "delivered", Status.DELIVERED)
    report.record(session, said, NOW + timedelta(seconds=9))
    session.expire_all()
    assert (row.whatsapp_status, row.error_code, row.failed_at) == ("delivered", None, None)
    (again,) = retries(session)
    assert (again.whatsapp_status, again.suppressed_reason) == ("suppressed", "already_delivered")


def test_a_task_closes_when_the_message_arrived_after_all(
    session: Session, conversation: Conversation
) -> None:
    make_outbound(session, conversation, **SENT)
    fail(session, ErrorClass.NEEDS_TEMPLATE, "63016")
    report.record(session, DeliveryReport(SID, "AC", None, "read", Status.READ), NOW)
    session.expire_all()
    assert tasks(session) == []


def test_a_failure_of_an_unsent_row_is_written_down(
    session: Session, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation)
    failure.record(session, row.id, "63024", ErrorClass.NEVER, NOW)
    assert (row.whatsapp_status, row.error_code) == ("failed", "63024")
