"""What may still go when its moment comes: judged by the rows as they are then."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.messages import automatic
from crm.models import Communication, Task
from crm.provider import OutboundTemplate
from tests.booking_factories import make_claim, make_installment, make_payment
from tests.crm.flows.scene import Scene, make_scene, outcome, queue
from tests.factories import NOW, make_consent

CLOSED = {"last_inbound_at": NOW - timedelta(days=2)}
STOPPED = [
    ("quote_offer", "hold", "superseded"),
    ("quote_offer", "cancelled", "booking_cancelled"),
    ("booking_hold_created", "payment_pending", "superseded"),
    ("booking_hold_created", "confirmed", "already_paid"),
    ("booking_hold_created", "expired", "booking_expired"),
    ("hold_expiring", "paid", "already_paid"),
    ("hold_expiring", "cancelled", "booking_cancelled"),
    ("hold_expired", "confirmed", "revived"),
    ("hold_expired", "cancelled", "booking_cancelled"),
    ("payment_request", "confirmed", "already_paid"),
    ("payment_request", "expired", "booking_expired"),
    ("booking_confirmed", "cancelled", "booking_cancelled"),
    ("booking_changed", "cancelled", "booking_cancelled"),
    ("booking_cancelled", "confirmed", "revived"),
    ("late_payment", "confirmed", "revived"),
    ("partial_received", "confirmed", "already_paid"),
    ("trip_soon_info", "cancelled", "booking_cancelled"),
    ("trip_feedback", "cancelled", "booking_cancelled"),
]


@pytest.mark.parametrize(("name", "status", "reason"), STOPPED)
def test_what_is_not_true_any_more_is_not_sent(
    session: Session, name: str, status: str, reason: str
) -> None:
    scene = make_scene(session, status)
    assert outcome(session, queue(session, scene, name)) == reason
    assert session.scalars(select(Task)).all() == []


def test_an_offer_whose_price_is_no_longer_good_is_not_sent(session: Session) -> None:
    scene = make_scene(session, "quote", quote_valid_until=NOW)
    assert outcome(session, queue(session, scene, "quote_offer")) == "offer_over"


def test_a_last_call_for_another_deadline_is_not_sent(session: Session) -> None:
    scene = make_scene(session, "hold")
    row = queue(session, scene, "hold_expiring", key="hold_expiring:1:202608041200")
    assert outcome(session, row) == "superseded"


def test_a_last_call_waits_while_the_client_says_they_paid(session: Session) -> None:
    scene = make_scene(session, "hold")
    make_claim(session, scene.booking)
    assert outcome(session, queue(session, scene, "hold_expiring")) == "later"


def test_the_last_part_paid_is_said_as_paid_in_full(session: Session) -> None:
    scene = make_scene(session, "paid")
    payment = make_payment(session, scene.booking, scene.booking.total_amount)
    row = queue(session, scene, "payment_received", about={"payment": payment.id})
    outcome(session, row)
    assert row.template_name == "payment_received_full"


def test_the_amount_is_what_is_owed_when_it_is_sent(session: Session) -> None:
    scene = make_scene(session, "payment_pending")
    make_installment(session, scene.booking)
    row = queue(session, scene, "payment_request")
    make_payment(session, scene.booking, scene.booking.deposit_amount - 100_000)
    outcome(session, row)
    assert "100 000" in row.body.replace("\u00a0", " ")


def test_the_language_is_the_one_at_the_moment_of_sending(session: Session) -> None:
    scene = make_scene(session)
    row = queue(session, scene, "booking_confirmed")
    scene.client.preferred_language = "en"
    session.flush()
    outcome(session, row)
    assert row.template_language == "en"
    assert "confirmed" in row.body


def test_the_link_and_the_document_go_with_it(session: Session) -> None:
    scene = make_scene(session)
    scene.conversation.last_inbound_at = CLOSED["last_inbound_at"]
    sent = outcome(session, queue(session, scene, "booking_confirmed"))
    assert isinstance(sent, OutboundTemplate)
    assert sent.variables["10"].endswith(f"/voucher_{scene.booking.booking_code}.pdf")


NIGHT = NOW + timedelta(hours=14)
"""Midnight in Almaty."""


@pytest.mark.parametrize("minutes", [0, 29, 31])
def test_who_did_something_half_an_hour_ago_is_answered_at_night(
    session: Session, minutes: int
) -> None:
    scene = make_scene(session)
    wrote = NIGHT - timedelta(minutes=minutes)
    row = queue(session, scene, "booking_confirmed", NIGHT, answers_at=wrote)
    sent = outcome(session, row, NIGHT)
    assert (sent == "later") == (minutes > 30)


@pytest.mark.parametrize(("hours", "goes"), [(6, True), (20, False)])
def test_a_change_just_before_the_start_is_told_at_night(
    session: Session, hours: int, goes: bool
) -> None:
    scene = make_scene(session, departure={"starts_at": NIGHT + timedelta(hours=hours)})
    change = {"change": {"kind": "departure"}}
    row = queue(session, scene, "booking_changed", NIGHT, about=change)
    assert (outcome(session, row, NIGHT) != "later") == goes


def test_a_message_held_for_the_night_holds_up_nothing_else(session: Session) -> None:
    scene = make_scene(session)
    held = queue(session, scene, "booking_confirmed", NIGHT)
    assert outcome(session, held, NIGHT) == "later"
    assert held.attempts == 0
    later = NIGHT + timedelta(minutes=5)
    answer = queue(session, scene, "payment_received_full", later, answers_at=later)
    assert outcome(session, answer, later) != "later"


@pytest.mark.parametrize("said", [None, "opted_out"])
def test_marketing_needs_a_yes_of_its_own(session: Session, said: str | None) -> None:
    scene = _after_the_trip(session)
    if said:
        make_consent(session, scene.client, said, scope="marketing")
    assert outcome(session, queue(session, scene, "trip_feedback")) == "marketing_not_wanted"


def test_who_said_yes_to_marketing_and_then_stop_gets_nothing(session: Session) -> None:
    scene = _after_the_trip(session)
    make_consent(session, scene.client, "opted_in", scope="marketing")
    make_consent(session, scene.client, "opted_out")
    assert outcome(session, queue(session, scene, "trip_feedback")) == "opted_out"


def test_of_money_owed_by_someone_who_wants_silence_a_person_is_told(session: Session) -> None:
    scene = make_scene(session, "payment_pending")
    make_installment(session, scene.booking)
    make_consent(session, scene.client, "opted_out")
    assert outcome(session, queue(session, scene, "payment_request")) == "opted_out"
    assert [task.reason for task in session.scalars(select(Task))] == ["opted_out"]


def test_no_to_marketing_leaves_what_is_about_the_booking(session: Session) -> None:
    scene = make_scene(session)
    make_consent(session, scene.client, "opted_out", scope="marketing")
    assert not isinstance(outcome(session, queue(session, scene, "booking_confirmed")), str)


@pytest.mark.parametrize(
    ("consent", "kind", "reason"),
    [(None, "client", "no_consent"), ("opted_in", "client", None), (None, "internal", None)],
)
def test_who_never_wrote_gets_nothing_unless_an_agent_noted_their_yes(
    session: Session, consent: str | None, kind: str, reason: str | None
) -> None:
    scene = make_scene(session, client={"kind": kind})
    scene.conversation.last_inbound_at = None
    if consent:
        make_consent(session, scene.client, consent, source="agent")
    session.flush()
    sent: Any = outcome(session, queue(session, scene, "booking_confirmed"))
    assert sent == reason if reason else isinstance(sent, OutboundTemplate)


def test_one_message_of_a_key(session: Session) -> None:
    scene = make_scene(session)
    queue(session, scene, "booking_confirmed", key="confirmed:1:2")
    again = automatic.queue_for_booking(
        session, scene.booking, "booking_confirmed", "confirmed:1:2", NOW
    )
    assert again is None
    assert len(session.scalars(select(Communication)).all()) == 1


def _after_the_trip(session: Session) -> Scene:
    day = NOW.date() - timedelta(days=4)
    return make_scene(session, "completed", departure={"departure_date": day})
