"""Status callbacks: any order and number of them ends in the same row; early ones are kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.messages import report
from crm.models import Communication, Conversation, DeliveryReport as Kept, Task
from crm.provider import DeliveryReport, ErrorClass, Status
from tests.crm.messages.sending import take_one
from tests.factories import NOW, make_communication, make_outbound

SID = "SM" + "d" * 32
NO_ID_OF_OURS = "4f92fe30-c78b-4a4d-9f9a-bccd0be00ed4"
MINUTE = timedelta(minutes=1)
NOTHING_MOVES = ["accepted", "scheduled", "queued", "sending"]
WORDS: dict[str, Status | None] = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "undelivered": Status.FAILED,
    **dict.fromkeys(NOTHING_MOVES),
}


def said(word: str, sid: str = SID, public_id: str | None = None) -> DeliveryReport:
    """The provider's callback with this word."""
    failed = WORDS[word] is Status.FAILED
    return DeliveryReport(
        sid=sid,
        account="AC",
        public_id=public_id,
        provider_status=word,
        status=WORDS[word],
        error_code="63024" if failed else None,
        error_class=ErrorClass.NEVER if failed else None,
    )


def sent(session: Session, conversation: Conversation, sid: str = SID) -> Communication:
    """A message that the provider took."""
    return make_outbound(
        session, conversation, whatsapp_status="sent", whatsapp_message_id=sid, sent_at=NOW
    )


def tell(session: Session, words: Sequence[str], sid: str = SID) -> None:
    """The callbacks come in this order, a minute apart."""
    for number, word in enumerate(words):
        report.record(session, said(word, sid), NOW + number * MINUTE)
    session.expire_all()


def reported(session: Session, sid: str = SID) -> int:
    """How many callbacks of this message are kept as events."""
    return (
        session.scalar(
            select(func.count()).select_from(Kept).where(Kept.whatsapp_message_id == sid)
        )
        or 0
    )


RANKS = ["sent", "undelivered", "delivered", "read"]
"""From the lowest to the highest: the highest that was reported is where it stands."""


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.lists(st.sampled_from(list(WORDS)), min_size=1, max_size=7))
def test_every_order_and_repetition_ends_in_the_same_row(
    session: Session, conversation: Conversation, words: list[str]
) -> None:
    sid = f"SM{uuid4().hex}"
    row = sent(session, conversation, sid)
    tell(session, words, sid)
    highest = max((RANKS.index(word) for word in words if word in RANKS), default=0)
    expected = ["sent", "failed", "delivered", "read"][highest]
    assert row.whatsapp_status == expected
    assert row.sent_at == NOW
    assert (row.delivered_at is not None) == ("delivered" in words)
    assert (row.read_at is not None) == ("read" in words)
    assert (row.error_code, row.failed_at is None) == (
        ("63024", False) if expected == "failed" else (None, True)
    )
    assert reported(session, sid) == len(set(words))


def test_a_time_is_set_once(session: Session, conversation: Conversation) -> None:
    row = sent(session, conversation)
    tell(session, ["delivered", "read", "delivered", "read"])
    assert (row.delivered_at, row.read_at) == (NOW, NOW + MINUTE)


@pytest.mark.parametrize("word", NOTHING_MOVES)
def test_words_of_the_way_move_nothing(
    session: Session, conversation: Conversation, word: str
) -> None:
    row = sent(session, conversation)
    tell(session, [word])
    assert (row.whatsapp_status, reported(session)) == ("sent", 1)


def test_a_late_delivery_after_a_failure_is_believed_and_closes_its_task(
    session: Session, conversation: Conversation
) -> None:
    row = sent(session, conversation)
    tell(session, ["undelivered"])
    assert session.scalars(select(Task.closed_at)).one() is None
    tell(session, ["undelivered", "delivered"])
    assert row.whatsapp_status == "delivered"
    assert session.scalars(select(Task.closed_at)).one() is not None


@pytest.mark.parametrize("word", ["sent", "delivered", "read", "queued"])
def test_a_callback_settles_what_was_never_answered(
    session: Session, conversation: Conversation, word: str
) -> None:
    row = make_outbound(session, conversation)
    take_one(session, row)
    report.record(session, said(word, public_id=str(row.public_id)), NOW)
    session.expire_all()
    assert row.whatsapp_message_id == SID
    assert row.whatsapp_status == ("sent" if word == "queued" else word)
    assert row.next_look_at is None


@pytest.mark.parametrize("public_id", [None, "", "%00", "not-an-id", NO_ID_OF_OURS, "1" * 400])
def test_a_callback_nobody_knows_is_kept_and_changes_nothing(
    session: Session, conversation: Conversation, public_id: str | None
) -> None:
    row = make_outbound(session, conversation)
    report.record(session, said("delivered", public_id=public_id), NOW)
    session.expire_all()
    assert (row.whatsapp_status, reported(session)) == ("queued", 1)
    assert session.scalars(select(Kept.communication_id)).one() is None


def test_a_callback_of_another_attempt_does_not_touch_the_sid(
    session: Session, conversation: Conversation
) -> None:
    row = sent(session, conversation)
    report.record(session, said("undelivered", "SM" + "e" * 32, str(row.public_id)), NOW)
    session.expire_all()
    assert (row.whatsapp_status, row.whatsapp_message_id) == ("sent", SID)


def test_a_callback_of_an_attempt_given_up_stops_the_next_one(
    session: Session, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation, attempts=1)
    report.record(session, said("delivered", public_id=str(row.public_id)), NOW)
    session.expire_all()
    assert (row.whatsapp_status, row.whatsapp_message_id) == ("delivered", SID)


def test_a_message_a_person_called_sent_still_learns_what_became_of_it(
    session: Session, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation, whatsapp_status="sent", sent_at=NOW - MINUTE)
    report.record(session, said("read", public_id=str(row.public_id)), NOW)
    session.expire_all()
    assert (row.whatsapp_status, row.sent_at) == ("read", NOW - MINUTE)


def test_a_callback_about_a_message_of_the_client_moves_nothing(
    session: Session, conversation: Conversation
) -> None:
    row = make_communication(session, conversation, whatsapp_message_id=SID)
    tell(session, ["sent", "read", "undelivered"])
    assert row.whatsapp_status == "received"


def test_kept_callbacks_are_applied_when_the_sid_is_known(
    session: Session, conversation: Conversation
) -> None:
    tell(session, ["read", "sent"])
    row = sent(session, conversation)
    assert report.kept_and_known(session, 10) == [SID, SID]
    assert report.apply_kept(session, [SID], NOW) == 2
    session.expire_all()
    assert row.whatsapp_status == "read"
    assert report.kept_and_known(session, 10) == []


def test_a_kept_failure_keeps_its_meaning(session: Session, conversation: Conversation) -> None:
    tell(session, ["undelivered"])
    row = sent(session, conversation)
    report.apply_kept(session, [SID], NOW)
    session.expire_all()
    assert (row.whatsapp_status, row.error_code) == ("failed", "63024")


@pytest.mark.parametrize(("age", "dropped"), [(timedelta(0), 0), (timedelta(seconds=1), 1)])
def test_what_is_never_known_is_dropped_after_seven_days(
    session: Session, conversation: Conversation, age: timedelta, dropped: int
) -> None:
    known: datetime = NOW - timedelta(days=30)
    sent(session, conversation)
    report.record(session, said("sent"), known)
    report.record(session, said("sent", "SM" + "f" * 32), NOW - timedelta(days=7) - age)
    assert report.drop_kept(session, NOW) == dropped
    assert reported(session) == 1
