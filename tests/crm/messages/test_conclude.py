"""What the provider answered to a send, written down."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import senders
from crm.messages import conclude, report
from crm.messages.claim import Claimed
from crm.messages.conclude import Outcome
from crm.models import ClientConsent, Communication, Conversation, Task, WhatsappSender
from crm.provider import Accepted, DeliveryReport, ErrorClass, SendError, Status, UnknownOutcome
from tests.crm.messages.sending import take, take_one
from tests.factories import NOW, make_outbound, make_welcome

SID = "SM" + "a" * 32
ENDED = NOW + timedelta(milliseconds=300)
SETTLE = timedelta(seconds=30)


def end(session: Session, row: Communication, claimed: Claimed, result: Any) -> None:
    """The call ended so."""
    outcome = Outcome(claimed, result, ENDED)
    conclude.conclude(session, row.sender_id, [outcome], SETTLE, ENDED)
    session.refresh(row)


def refuse(kind: ErrorClass, code: str = "63000", after: float | None = None) -> SendError:
    """The provider's no."""
    return SendError(code, "no", kind, after)


def tasks(session: Session) -> list[tuple[str, str]]:
    """The open tasks: kind and reason."""
    return [(t.kind, t.reason) for t in session.scalars(select(Task)) if t.closed_at is None]


@pytest.fixture
def row(session: Session, conversation: Conversation) -> Communication:
    """An agent's text, due."""
    return make_outbound(session, conversation)


def test_an_accepted_message_is_sent_and_has_its_sid(session: Session, row: Communication) -> None:
    end(session, row, take_one(session, row), Accepted(SID))
    assert (row.whatsapp_status, row.whatsapp_message_id, row.sent_at) == ("sent", SID, ENDED)
    assert (row.next_look_at, row.error_code) == (None, None)


def test_an_unknown_outcome_stays_sending_until_it_is_looked_for(
    session: Session, row: Communication
) -> None:
    end(session, row, take_one(session, row), UnknownOutcome("time-out"))
    assert (row.whatsapp_status, row.call_ended_at) == ("sending", ENDED)
    assert row.next_look_at == ENDED + SETTLE


@pytest.mark.parametrize(
    ("attempt", "after", "least", "most"),
    [(1, None, 0.5, 1.5), (4, None, 4, 12), (9, None, 128, 384), (1, 60.0, 60, 60)],
)
def test_what_is_busy_goes_again_after_a_growing_pause(
    session: Session,
    row: Communication,
    attempt: int,
    after: float | None,
    least: float,
    most: float,
) -> None:
    row.attempts = attempt - 1
    end(session, row, take_one(session, row), refuse(ErrorClass.LATER, "63018", after))
    assert (row.whatsapp_status, row.error_code, row.next_look_at) == ("queued", "63018", None)
    assert row.not_before is not None
    assert least <= (row.not_before - ENDED).total_seconds() <= most


def test_a_refusal_that_was_overcome_leaves_no_code(session: Session, row: Communication) -> None:
    end(session, row, take_one(session, row), refuse(ErrorClass.LATER, "63018"))
    later = NOW + timedelta(seconds=5)
    end(session, row, take_one(session, row, later), Accepted(SID))
    assert (row.whatsapp_status, row.error_code, row.attempts) == ("sent", None, 2)


def test_after_ten_refusals_a_person_is_asked(session: Session, row: Communication) -> None:
    row.attempts = 9
    end(session, row, take_one(session, row), refuse(ErrorClass.LATER, "63018"))
    assert (row.whatsapp_status, row.error_code) == ("failed", "63018")
    assert tasks(session) == [("not_delivered", "63018")]


@pytest.mark.parametrize("kind", [ErrorClass.NEVER, ErrorClass.TEMPLATE])
def test_what_will_never_go_has_failed_and_a_person_is_told(
    session: Session, row: Communication, kind: ErrorClass
) -> None:
    end(session, row, take_one(session, row), refuse(kind, "63024"))
    assert (row.whatsapp_status, row.error_code, row.failed_at) == ("failed", "63024", ENDED)
    assert tasks(session) == [("not_delivered", "63024")]


def test_a_refusal_for_a_stop_is_their_consent(session: Session, row: Communication) -> None:
    end(session, row, take_one(session, row), refuse(ErrorClass.OPT_OUT, "21610"))
    consent = session.scalars(select(ClientConsent)).one()
    assert (consent.state, consent.source, consent.evidence) == (
        *("opted_out", "delivery_error", "21610"),
    )
    assert consent.evidence_communication_id == row.id
    assert (row.whatsapp_status, tasks(session)) == ("failed", [])


def test_what_the_operator_must_mend_pauses_the_sender_and_keeps_the_message(
    session: Session, sender: WhatsappSender, row: Communication
) -> None:
    end(session, row, take_one(session, row), refuse(ErrorClass.OPERATOR, "20003"))
    session.refresh(sender)
    assert (row.whatsapp_status, sender.paused_code) == ("queued", "20003")
    assert tasks(session) == [("sender_paused", "20003")]
    assert take(session, sender.id, NOW + timedelta(hours=1)) == []
    session.refresh(sender)
    senders.resume(session, sender, NOW)
    assert tasks(session) == []
    end(session, row, take_one(session, row, ENDED), Accepted(SID))
    assert row.whatsapp_status == "sent"


def test_an_agents_text_outside_the_window_becomes_a_task(
    session: Session, row: Communication
) -> None:
    end(session, row, take_one(session, row), refuse(ErrorClass.NEEDS_TEMPLATE, "63016"))
    assert tasks(session) == [("window_missed", "63016")]


def test_a_callback_may_be_faster_than_the_answer(session: Session, row: Communication) -> None:
    claimed = take_one(session, row)
    said = DeliveryReport(SID, "AC", str(row.public_id), "delivered", Status.DELIVERED)
    report.record(session, said, NOW)
    end(session, row, claimed, Accepted(SID))
    assert (row.whatsapp_status, row.whatsapp_message_id) == ("delivered", SID)
    assert (row.sent_at, row.delivered_at) == (NOW, NOW)


def test_a_failure_by_callback_stays_when_the_answer_comes(
    session: Session, row: Communication
) -> None:
    claimed = take_one(session, row)
    public_id = str(row.public_id)
    said = DeliveryReport(SID, "AC", public_id, "failed", Status.FAILED, "63024", ErrorClass.NEVER)
    report.record(session, said, NOW)
    end(session, row, claimed, Accepted(SID))
    assert (row.whatsapp_status, row.error_code) == ("failed", "63024")


def test_reports_that_came_before_the_answer_are_applied(
    session: Session, row: Communication
) -> None:
    claimed = take_one(session, row)
    for word in (Status.SENT, Status.DELIVERED):
        report.record(session, DeliveryReport(SID, "AC", None, word, word), NOW)
    end(session, row, claimed, Accepted(SID))
    assert (row.whatsapp_status, row.delivered_at) == ("delivered", ENDED)


@pytest.mark.parametrize(
    "result",
    [UnknownOutcome("cut"), refuse(ErrorClass.LATER), refuse(ErrorClass.NEVER)],
)
def test_the_end_of_an_attempt_given_up_says_nothing_of_the_next(
    session: Session, row: Communication, result: Any
) -> None:
    frozen = take_one(session, row)
    row.whatsapp_status = "queued"
    session.flush()
    take_one(session, row, NOW + timedelta(minutes=2))
    end(session, row, frozen, result)
    assert (row.whatsapp_status, row.attempts, row.call_ended_at) == ("sending", 2, None)


def test_an_acceptance_of_an_attempt_given_up_is_believed(
    session: Session, row: Communication
) -> None:
    frozen = take_one(session, row)
    row.whatsapp_status = "queued"
    session.flush()
    end(session, row, frozen, Accepted(SID))
    assert (row.whatsapp_status, row.whatsapp_message_id) == ("sent", SID)


def test_a_batch_is_written_down_whole(
    session: Session, conversation: Conversation, row: Communication
) -> None:
    first = take_one(session, row)
    end(session, row, first, Accepted(SID))
    other = make_welcome(session, conversation, template_name=None, body="Да", author="agent")
    second = take_one(session, other)
    outcomes = [
        Outcome(second, Accepted("SM" + "b" * 32), ENDED),
        Outcome(first, UnknownOutcome("late"), ENDED),
    ]
    conclude.conclude(session, row.sender_id, outcomes, SETTLE, ENDED)
    session.expire_all()
    assert (row.whatsapp_status, other.whatsapp_status) == ("sent", "sent")
