"""A booking whose messages are tried: an operator with the stock messages, a client who wrote."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm import stock_templates, templates
from crm.messages import automatic
from crm.models import (
    Booking,
    Client,
    Communication,
    Conversation,
    Organization,
    TourDeparture,
    WhatsappSender,
)
from crm.provider import Outbound
from templates_whatsapp import catalogue
from tests.booking_factories import make_booking, make_departure, make_guide, make_tour
from tests.crm.messages.sending import take
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_organization,
    make_sender,
)

STOCK = catalogue.load()


@dataclass
class Scene:
    """One client with one booking."""

    organization: Organization
    sender: WhatsappSender
    client: Client
    conversation: Conversation
    departure: TourDeparture
    booking: Booking


def make_scene(
    session: Session,
    status: str = "confirmed",
    *,
    client: dict[str, Any] | None = None,
    departure: dict[str, Any] | None = None,
    organization: dict[str, Any] | None = None,
    **booking: Any,
) -> Scene:
    """An operator in Almaty whose stock messages are approved, and a client with a booking."""
    ours = make_organization(session, **(organization or {}))
    approve_stock(session, ours)
    sender = make_sender(session, ours)
    person = make_client(session, ours, **(client or {}))
    conversation = make_conversation(session, sender, person)
    guide = make_guide(session, ours)
    trip = make_departure(session, make_tour(session, ours), guide_id=guide.id, **(departure or {}))
    row = make_booking(session, person, trip, status, conversation_id=conversation.id, **booking)
    return Scene(ours, sender, person, conversation, trip, row)


def approve_stock(session: Session, organization: Organization) -> None:
    """The stock messages, approved by the provider in every language."""
    stock_templates.load(session, organization.id, STOCK, NOW)
    for row in templates.of_organization(session, organization.id):
        row.content_sid = f"HX{row.name}{row.language}"
        row.approval_status = "approved"
    session.flush()


def queue(
    session: Session, scene: Scene, name: str, now: datetime = NOW, **occasion: Any
) -> Communication:
    """A message about the booking, queued at `now`."""
    key = occasion.pop("key", f"test:{name}")
    found = automatic.queue_for_booking(session, scene.booking, name, key, now, **occasion)
    assert found is not None
    return session.get_one(Communication, found)


def outcome(session: Session, row: Communication, now: datetime = NOW) -> Outbound | str:
    """What would be sent, `later` where it was put back, or why nothing is."""
    claimed = take(session, row.sender_id, now)
    session.refresh(row)
    mine = [one for one in claimed if one.id == row.id]
    if mine:
        return mine[0].message
    return "later" if row.whatsapp_status == "queued" else str(row.suppressed_reason)
