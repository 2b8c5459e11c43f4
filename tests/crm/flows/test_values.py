"""Every stock message of bookings can be said, in each language, whatever is not known yet."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm import local_time
from crm.bookings import cancel
from crm.flows import registry
from crm.models import Communication, GuideNotification
from crm.provider import OutboundTemplate
from tests.booking_factories import make_claim, make_installment, make_payment, make_reminder
from tests.crm.bookings import steps
from tests.crm.flows.scene import Scene, make_scene, outcome, queue
from tests.factories import NOW, make_consent

STATUS = {
    "quote_offer": "quote",
    "booking_hold_created": "hold",
    "hold_expiring": "hold",
    "hold_expired": "expired",
    "payment_request": "payment_pending",
    "partial_received": "payment_pending",
    "payment_received": "confirmed",
    "late_payment": "expired",
    "booking_cancelled": "cancelled",
}
PLAIN = {"departure_time": None, "meeting_point": "", "guide_id": None}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", sorted(registry.FLOWS))
def test_every_message_has_all_its_values(session: Session, name: str, language: str) -> None:
    scene = make_scene(
        session, STATUS.get(name, "confirmed"), client={"preferred_language": language}
    )
    sent = _sent(session, scene, name)
    assert isinstance(sent, str) is False, sent


@pytest.mark.parametrize("name", ["trip_soon_info", "booking_confirmed"])
def test_what_is_not_known_yet_is_said_in_prepared_words(session: Session, name: str) -> None:
    scene = make_scene(session, client={"preferred_language": "ru"})
    for column, value in PLAIN.items():
        setattr(scene.departure, column, value)
    session.flush()
    sent = _sent(session, scene, name)
    assert isinstance(sent, OutboundTemplate)
    assert "сообщим заранее" in sent.variables.values()
    assert "-" not in sent.variables.values()


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (NOW + timedelta(hours=24), "5 August, 10:00 (Almaty)"),
        (local_time.ends_at(date(2026, 8, 5), "Asia/Almaty"), "5 August 2026"),
    ],
)
def test_a_request_names_the_moment_at_which_the_places_go_not_a_day_that_is_longer(
    session: Session, until: datetime, said: str
) -> None:
    scene = make_scene(
        session, "payment_pending", client={"preferred_language": "en"}, hold_expires_at=until
    )
    make_installment(session, scene.booking, due_date=date(2026, 8, 5))
    row = queue(session, scene, "payment_request")
    assert not isinstance(outcome(session, row), str)
    assert f"by {said} at the latest" in row.body


@pytest.mark.parametrize(("fee", "said"), [(0, "we are working it out"), (225000, "KZT 0")])
def test_no_refund_is_promised_where_the_fee_has_taken_all(
    session: Session, fee: int, said: str
) -> None:
    scene = make_scene(session, "payment_pending", client={"preferred_language": "en"})
    steps.pay(session, scene.booking, Decimal(225000))
    cancel.cancel(session, scene.booking, "client", "ill", steps.AGENT, NOW, Decimal(fee))
    row = session.scalars(
        select(Communication).where(Communication.template_name == "booking_cancelled")
    ).one()
    session.execute(
        update(Communication)
        .where(Communication.id != row.id)
        .values(not_before=NOW + timedelta(days=1))
    )
    assert not isinstance(outcome(session, row), str)
    assert f"To be returned to you: {said}." in row.body


def _sent(session: Session, scene: Scene, name: str) -> Any:
    scene.conversation.last_inbound_at = NOW.replace(year=2025)
    about: dict[str, Any] = {}
    booking = scene.booking
    installment = make_installment(session, booking, due_date=NOW.date())
    if name.startswith("payment_") and "received" not in name and name != "payment_request":
        reminder = make_reminder(session, installment)
        about = {"installment": installment.id, "reminder": reminder.id}
    if "received" in name or name == "late_payment":
        payment = make_payment(session, booking, installment.amount)
        about = {"payment": payment.id}
    if name.startswith("claim_"):
        claim = make_claim(session, booking)
        if name == "claim_not_found":
            claim.status, claim.closed_at = "rejected", NOW
        about = {"claim": claim.id}
    if name.startswith("guide_"):
        about = _told(session, scene, name)
    if name == "trip_feedback":
        booking.end_date = NOW.date().replace(day=1)
        booking.start_date = booking.end_date
        make_consent(session, scene.client, "opted_in", scope="marketing")
    if name in (
        "claim_received",
        "claim_not_found",
        "handover",
        "handover_after_hours",
        "which_booking",
        "partial_received",
        "late_payment",
    ):
        scene.conversation.last_inbound_at = NOW
    session.flush()
    return outcome(session, queue(session, scene, name, about=about or {"lead": 1}))


def _told(session: Session, scene: Scene, name: str) -> dict[str, Any]:
    notice = GuideNotification(
        organization_id=scene.organization.id,
        booking_id=scene.booking.id,
        guide_id=scene.client.id,
        tour_departure_id=scene.departure.id,
        event="created",
        booking_version=1,
        client_name="Мария",
        event_title="Алтай",
        event_date=scene.departure.departure_date,
        seats=2,
        received_at=NOW,
    )
    session.add(notice)
    scene.departure.guide_id = scene.client.id
    session.flush()
    return {"notification": notice.id, "departure": scene.departure.id}
