"""An answer reaches its booking, opens a claim or calls a person, and pays nothing."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.messages import compose, receive
from crm.models import (
    Booking,
    ClientConsent,
    Communication,
    GuideNotification,
    Lead,
    PaymentClaim,
    Task,
)
from crm.provider import InboundMedia
from tests.booking_factories import DAY, make_booking, make_guide, make_installment
from tests.crm.flows.scene import Scene, make_scene
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_inbound,
    make_lead,
    make_outbound,
    make_user,
)

PHOTO = (InboundMedia("https://api.example.com/1", "image/jpeg"),)


@pytest.fixture
def scene(session: Session) -> Scene:
    """A client whose deposit is due."""
    made = make_scene(session, "payment_pending")
    make_installment(session, made.booking)
    return made


def test_the_button_opens_one_claim_and_pays_nothing(session: Session, scene: Scene) -> None:
    for _ in range(2):
        say(session, scene, kind="button", button_payload=f"PAID:{scene.booking.public_id}")
    (claim,) = session.scalars(select(PaymentClaim)).all()
    assert (claim.booking_id, claim.source, claim.status) == (scene.booking.id, "button", "open")
    assert scene.booking.status == "payment_pending"
    assert queued(session) == ["claim_received"]
    assert tasks(session) == [("payment_claim", "button")]


@pytest.mark.parametrize("body", ["I have paid", "Оплатила, проверьте"])
def test_words_open_a_claim_of_the_one_booking_that_is_owed(
    session: Session, scene: Scene, body: str
) -> None:
    message = say(session, scene, body=body)
    claim = session.scalars(select(PaymentClaim)).one()
    assert (claim.source, claim.communication_id) == ("words", message.id)
    assert message.booking_id == scene.booking.id


def test_a_picture_is_a_receipt_only_after_money_was_asked_for(
    session: Session, scene: Scene
) -> None:
    say(session, scene, kind="image", media=PHOTO)
    assert session.scalars(select(PaymentClaim)).all() == []
    asked(session, scene, scene.booking, hours=71)
    say(session, scene, kind="image", media=PHOTO)
    assert session.scalars(select(PaymentClaim)).one().source == "media"


def test_a_picture_after_three_days_is_a_picture(session: Session, scene: Scene) -> None:
    asked(session, scene, scene.booking, hours=73)
    say(session, scene, kind="image", media=PHOTO)
    assert session.scalars(select(PaymentClaim)).all() == []


def test_of_two_unpaid_bookings_the_client_is_asked_and_a_code_decides(
    session: Session, scene: Scene
) -> None:
    other = another(session, scene)
    say(session, scene, body="оплатил")
    assert session.scalars(select(PaymentClaim)).all() == []
    assert queued(session) == ["which_booking"]
    say(session, scene, body=f"это {other.booking_code.lower()}")
    assert session.scalars(select(PaymentClaim)).one().booking_id == other.id


def test_the_message_answered_decides_between_two_bookings(session: Session, scene: Scene) -> None:
    other = another(session, scene)
    row = asked(session, scene, other, hours=1)
    say(session, scene, body="Оплатила", reply_to_sid=row.whatsapp_message_id)
    assert session.scalars(select(PaymentClaim)).one().booking_id == other.id


def test_a_bare_yes_with_two_bookings_asks_which(session: Session, scene: Scene) -> None:
    another(session, scene)
    say(session, scene, body="Да")
    assert queued(session) == ["which_booking"]


@pytest.mark.parametrize("body", ["Can I pay later?", "ссылка не работает", "отмена"])
def test_what_a_person_must_decide_is_handed_over_once(
    session: Session, scene: Scene, body: str
) -> None:
    say(session, scene, body=body)
    say(session, scene, body=body)
    assert [kind for kind, _ in tasks(session)] == ["handover"]
    assert queued(session) == ["handover"]
    assert scene.booking.status == "payment_pending"


def test_a_persons_answer_ends_the_handing_over_and_the_next_question_is_a_new_one(
    session: Session, scene: Scene
) -> None:
    say(session, scene, body="Can I pay later?")
    agent = make_user(session, scene.organization)
    compose.text(session, scene.conversation, agent, "Да, до пятницы", "k1", NOW)
    assert tasks(session) == []
    say(session, scene, body="отмена")
    assert [kind for kind, _ in tasks(session)] == ["handover"]
    assert queued(session).count("handover") == 2


def test_a_button_says_which_booking_an_agent_is_asked_about(
    session: Session, scene: Scene
) -> None:
    other = another(session, scene)
    message = say(session, scene, kind="button", button_payload=f"AGENT:{other.public_id}")
    assert message.booking_id == other.id
    assert tasks(session) == [("handover", "agent")]


def test_no_more_marketing_is_a_consent_of_its_own(session: Session, scene: Scene) -> None:
    say(session, scene, kind="button", button_payload="STOP_MARKETING")
    row = session.scalars(select(ClientConsent)).one()
    assert (row.scope, row.state) == ("marketing", "opted_out")


def test_another_clients_button_is_nobodys(session: Session, scene: Scene) -> None:
    stranger = make_client(session, scene.organization)
    own = make_booking(session, stranger, scene.departure, "hold")
    message = say(session, scene, kind="button", button_payload=f"PAID:{own.public_id}")
    assert message.booking_id != own.id
    assert own.id not in [one.booking_id for one in session.scalars(select(PaymentClaim))]


def test_a_message_about_a_trip_that_is_near_opens_no_lead(session: Session) -> None:
    scene = make_scene(session, "paid", departure={"departure_date": NOW.date()})
    lead = won(session, scene)
    message = say(session, scene, body="Во сколько выезд?")
    assert (message.lead_id, message.booking_id) == (lead.id, scene.booking.id)
    assert queued(session) == []


def test_a_trip_long_over_is_a_new_wish(session: Session) -> None:
    long_ago = NOW.date() - timedelta(days=20)
    scene = make_scene(session, "completed", departure={"departure_date": long_ago})
    lead = won(session, scene)
    message = say(session, scene, body="Хочу ещё раз на Алтай")
    assert message.lead_id != lead.id
    assert queued(session) == ["welcome"]


def test_of_two_trips_the_nearest_has_the_message(session: Session) -> None:
    scene = make_scene(session, "paid", departure={"departure_date": NOW.date()})
    won(session, scene)
    far = make_booking(session, scene.client, None, "payment_pending", start_date=DAY)
    make_installment(session, far)
    assert say(session, scene, body="Добрый день").booking_id == scene.booking.id


def test_a_guide_acknowledges_with_the_button(session: Session, scene: Scene) -> None:
    guide = make_guide(session, scene.organization)
    conversation = make_conversation(session, scene.sender, guide)
    notice = GuideNotification(
        organization_id=scene.organization.id,
        booking_id=scene.booking.id,
        guide_id=guide.id,
        tour_departure_id=scene.departure.id,
        event="created",
        booking_version=1,
        client_name="Мария",
        event_title="Алтай",
        event_date=DAY,
        seats=2,
        received_at=NOW,
    )
    session.add(notice)
    session.flush()
    pressed = {"kind": "button", "button_payload": f"GOK:{notice.public_id}"}
    address = f"whatsapp:{guide.phone}"
    inbound = make_inbound(scene.sender, client_address=address, **pressed)
    receive.receive(session, inbound, NOW)
    session.refresh(notice)
    assert (notice.acknowledged_at, notice.processed) == (NOW, True)
    assert conversation.client_id == guide.id


def say(session: Session, scene: Scene, **values: Any) -> Communication:
    """The client of the scene writes."""
    address = f"whatsapp:{scene.client.phone}"
    values = {"body": "", **values}
    inbound = make_inbound(scene.sender, client_address=address, **values)
    found = receive.receive(session, inbound, NOW).communication_id
    assert found is not None
    session.expire_all()
    return session.get_one(Communication, found)


def another(session: Session, scene: Scene) -> Booking:
    """One more booking of the client that is owed."""
    booking = make_booking(session, scene.client, scene.departure, "payment_pending")
    make_installment(session, booking)
    return booking


def asked(session: Session, scene: Scene, booking: Booking, hours: int) -> Communication:
    """They were asked for its money so long ago."""
    return make_outbound(
        session,
        scene.conversation,
        author="system",
        template_name="payment_request",
        booking_id=booking.id,
        whatsapp_status="sent",
        whatsapp_message_id=f"SM{booking.id:032x}",
        sent_at=NOW - timedelta(hours=hours),
    )


def won(session: Session, scene: Scene) -> Lead:
    """The lead that the booking came from."""
    lead = make_lead(session, scene.client, status="won")
    scene.booking.lead_id = lead.id
    session.flush()
    return lead


def queued(session: Session) -> list[str | None]:
    """What we answer."""
    found = session.scalars(
        select(Communication.template_name)
        .where(Communication.whatsapp_status == "queued")
        .order_by(Communication.id)
    )
    return list(found)


def tasks(session: Session) -> list[tuple[str, str]]:
    """The open tasks."""
    found = session.scalars(select(Task).where(Task.closed_at.is_(None)))
    return [(one.kind, one.reason) for one in found]
