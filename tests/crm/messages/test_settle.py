"""Unknown outcomes: looked for, never sent blindly, and a person where looking is in vain."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.messages import conclude, report, settle
from crm.messages.conclude import Outcome
from crm.models import Communication, Conversation, Organization, Task, WhatsappSender
from crm.provider import DeliveryReport, ErrorClass, SentMessage, Status, UnknownOutcome
from tests.crm.messages.sending import take, take_one
from tests.factories import NOW, make_client, make_conversation, make_outbound, make_welcome

SID = "SM" + "1" * 32
SETTLE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)
FIRST_LOOK = NOW + timedelta(seconds=25)


@pytest.fixture
def row(session: Session, conversation: Conversation) -> Communication:
    """A message that was claimed by a worker that died."""
    row = make_outbound(session, conversation)
    take_one(session, row)
    return row


def look(session: Session, now: datetime, *listed: SentMessage) -> int:
    """Ask for everything that is due; says how many were asked for."""
    questions = settle.due(session, 10, now)
    for question in questions:
        settle.answer(session, question, listed, SETTLE, now)
    session.expire_all()
    return len(questions)


def found(sid: str = SID, status: Status | None = None, **values: Any) -> SentMessage:
    """A message in the provider's list."""
    return SentMessage(**{"sid": sid, "created_at": NOW + SECOND, "status": status, **values})


def tasks(session: Session) -> list[tuple[str, str]]:
    """The open tasks: kind and subject."""
    return [(t.kind, t.subject) for t in session.scalars(select(Task)) if t.closed_at is None]


def test_the_question_names_the_pair_and_the_span(
    session: Session, sender: WhatsappSender, row: Communication
) -> None:
    (question,) = settle.due(session, 10, FIRST_LOOK)
    assert (question.id, question.attempt) == (row.id, 1)
    assert question.sender_address == sender.address
    assert question.client_address.startswith("whatsapp:+7701")
    assert question.since == NOW - timedelta(seconds=5)
    assert question.until == NOW + timedelta(seconds=45)


def test_a_dead_workers_claim_is_not_looked_for_while_it_may_fly(
    session: Session, row: Communication
) -> None:
    assert look(session, FIRST_LOOK - SECOND) == 0
    assert look(session, FIRST_LOOK) == 1


def test_a_call_without_an_answer_is_looked_for_after_its_end(
    session: Session, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation)
    ended = NOW + timedelta(seconds=15)
    outcome = Outcome(take_one(session, row), UnknownOutcome("time-out"), ended)
    conclude.conclude(session, row.sender_id, [outcome], SETTLE, ended)
    assert look(session, ended + SETTLE - SECOND) == 0
    assert look(session, ended + SETTLE) == 1


def test_two_workers_do_not_look_at_once(session: Session, row: Communication) -> None:
    assert len(settle.due(session, 10, FIRST_LOOK)) == 1
    assert settle.due(session, 10, FIRST_LOOK) == []
    assert len(settle.due(session, 10, FIRST_LOOK + settle.LEASE)) == 1


def test_no_more_than_the_limit_is_claimed(
    session: Session, sender: WhatsappSender, row: Communication
) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    for _ in range(4):
        make_outbound(
            session, make_conversation(session, sender, make_client(session, organization))
        )
    take(session, sender.id)
    assert len(settle.due(session, 3, FIRST_LOOK)) == 3
    assert len(settle.due(session, 3, FIRST_LOOK)) == 2


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        (None, "sent"),
        (Status.SENT, "sent"),
        (Status.DELIVERED, "delivered"),
        (Status.READ, "read"),
    ],
)
def test_what_stands_in_the_list_was_sent(
    session: Session, row: Communication, status: Status | None, stands: str
) -> None:
    look(session, FIRST_LOOK, found(status=status))
    assert (row.whatsapp_status, row.whatsapp_message_id) == (stands, SID)
    assert (row.sent_at, row.next_look_at) == (NOW + SECOND, None)


def test_what_failed_in_the_list_failed(session: Session, row: Communication) -> None:
    failed = found(status=Status.FAILED, error_code="63024", error_class=ErrorClass.NEVER)
    look(session, FIRST_LOOK, failed)
    assert (row.whatsapp_status, row.error_code) == ("failed", "63024")
    assert tasks(session) == [("not_delivered", f"communications:{row.id}")]


def test_an_automatic_message_that_failed_in_the_list_goes_again(
    session: Session, sender: WhatsappSender
) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    other = make_conversation(session, sender, make_client(session, organization))
    row = make_welcome(session, other, whatsapp_status="sending", attempts=1, claimed_at=NOW)
    row.next_look_at = FIRST_LOOK
    session.flush()
    failed = found(status=Status.FAILED, error_code="63016", error_class=ErrorClass.NEEDS_TEMPLATE)
    look(session, FIRST_LOOK, failed)
    retry = session.scalars(select(Communication).where(Communication.retry_of == row.id)).one()
    assert (retry.whatsapp_status, retry.template_only) == ("queued", True)


def test_a_sid_that_another_row_has_is_not_this_message(
    session: Session, conversation: Conversation, row: Communication
) -> None:
    make_outbound(session, conversation, whatsapp_status="sent", whatsapp_message_id=SID)
    look(session, FIRST_LOOK, found())
    assert (row.whatsapp_status, row.whatsapp_message_id) == ("sending", None)
    look(session, FIRST_LOOK + SETTLE, found(), found("SM" + "2" * 32))
    assert (row.whatsapp_status, row.whatsapp_message_id) == ("sent", "SM" + "2" * 32)


def test_absent_at_two_looks_it_is_queued_as_a_new_attempt(
    session: Session, sender: WhatsappSender, row: Communication
) -> None:
    look(session, FIRST_LOOK)
    assert (row.whatsapp_status, row.looks) == ("sending", 1)
    assert look(session, FIRST_LOOK + SETTLE - SECOND) == 0
    assert look(session, FIRST_LOOK + SETTLE) == 1
    assert (row.whatsapp_status, row.not_before) == ("queued", FIRST_LOOK + SETTLE)
    (again,) = take(session, sender.id, FIRST_LOOK + SETTLE)
    assert (again.id, again.attempt, row.looks) == (row.id, 2, 0)


def in_vain(session: Session, row: Communication) -> None:
    """Three attempts, each looked for twice."""
    now = NOW
    for _ in range(3):
        for _ in range(2):
            now += timedelta(seconds=61)
            look(session, now)
        take(session, row.sender_id, now)


def test_after_the_third_vain_attempt_a_person_decides(
    session: Session, row: Communication
) -> None:
    in_vain(session, row)
    assert (row.whatsapp_status, row.next_look_at, row.attempts) == ("sending", None, 3)
    assert tasks(session) == [("unknown_outcome", f"communications:{row.id}")]
    assert look(session, NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize(("was_sent", "stands"), [(True, "sent"), (False, "queued")])
def test_a_person_says_what_became_of_it(
    session: Session, row: Communication, was_sent: bool, stands: str
) -> None:
    in_vain(session, row)
    later = NOW + timedelta(hours=1)
    settle.by_person(session, session.scalars(select(Task)).one(), later, was_sent=was_sent)
    session.expire_all()
    assert (row.whatsapp_status, tasks(session)) == (stands, [])
    if was_sent:
        assert row.sent_at == row.claimed_at
    else:
        assert (row.not_before, row.vain_attempts) == (later, 0)


def test_a_person_cannot_queue_what_was_settled_meanwhile(
    session: Session, row: Communication
) -> None:
    in_vain(session, row)
    task = session.scalars(select(Task)).one()
    public_id = str(row.public_id)
    report.record(session, DeliveryReport(SID, "AC", public_id, "sent", Status.SENT), NOW)
    assert tasks(session) == []
    settle.by_person(session, task, NOW, was_sent=False)
    session.expire_all()
    assert row.whatsapp_status == "sent"


def test_a_callback_between_two_looks_settles_it(session: Session, row: Communication) -> None:
    look(session, FIRST_LOOK)
    said = DeliveryReport(SID, "AC", str(row.public_id), "sent", Status.SENT)
    report.record(session, said, FIRST_LOOK)
    assert look(session, FIRST_LOOK + SETTLE) == 0
    assert row.whatsapp_status == "sent"


def test_an_answer_about_an_earlier_attempt_is_not_heard(
    session: Session, row: Communication
) -> None:
    (question,) = settle.due(session, 10, FIRST_LOOK)
    row.whatsapp_status = "queued"
    session.flush()
    take_one(session, row, FIRST_LOOK)
    settle.answer(session, question, [found()], SETTLE, FIRST_LOOK)
    session.expire_all()
    assert (row.whatsapp_status, row.attempts, row.looks) == ("sending", 2, 0)


def test_reports_that_waited_for_the_sid_are_applied(session: Session, row: Communication) -> None:
    report.record(session, DeliveryReport(SID, "AC", None, "read", Status.READ), NOW)
    look(session, FIRST_LOOK, found())
    assert row.whatsapp_status == "read"
