"""Where a message that we begin goes: the conversation of a client, opened if they never wrote."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.messages.thread import Thread
from crm.models import Booking, Client, ClientAddress, Conversation, WhatsappSender


def of_booking(session: Session, booking: Booking, now: datetime) -> Thread | None:
    """The thread of a booking's client; None where WhatsApp cannot reach them (no number)."""
    if booking.conversation_id is not None:
        conversation = session.get_one(Conversation, booking.conversation_id)
        if conversation.client_id == booking.client_id:
            return _thread(conversation, booking.lead_id)
    return of_client(session, session.get_one(Client, booking.client_id), now, booking.lead_id)


def of_client(
    session: Session, client: Client, now: datetime, lead_id: int | None = None
) -> Thread | None:
    """The client's latest conversation, else one opened on the organization's first number."""
    latest = session.scalar(
        select(Conversation)
        .where(Conversation.client_id == client.id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
    )
    if latest is not None:
        return _thread(latest, lead_id)
    if client.phone is None:
        return None
    sender_id = session.scalar(
        select(WhatsappSender.id)
        .where(WhatsappSender.organization_id == client.organization_id)
        .order_by(WhatsappSender.id)
        .limit(1)
    )
    return None if sender_id is None else _open(session, client, sender_id, lead_id, now)


def _open(
    session: Session, client: Client, sender_id: int, lead_id: int | None, now: datetime
) -> Thread:
    """A conversation in which nobody has said anything yet: its window is closed."""
    session.execute(
        insert(ClientAddress)
        .values(
            organization_id=client.organization_id,
            client_id=client.id,
            address=f"whatsapp:{client.phone}",
            first_seen_at=now,
            last_seen_at=now,
        )
        .on_conflict_do_nothing(index_elements=["organization_id", "address"])
    )
    address_id = session.scalars(
        select(ClientAddress.id).where(
            ClientAddress.organization_id == client.organization_id,
            ClientAddress.address == f"whatsapp:{client.phone}",
        )
    ).one()
    session.execute(
        insert(Conversation)
        .values(
            organization_id=client.organization_id,
            sender_id=sender_id,
            address_id=address_id,
            client_id=client.id,
            last_message_at=now,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["sender_id", "address_id"])
    )
    conversation = session.scalars(
        select(Conversation).where(
            Conversation.sender_id == sender_id, Conversation.address_id == address_id
        )
    ).one()
    return _thread(conversation, lead_id)


def _thread(conversation: Conversation, lead_id: int | None) -> Thread:
    return Thread(
        organization_id=conversation.organization_id,
        sender_id=conversation.sender_id,
        client_id=conversation.client_id,
        conversation_id=conversation.id,
        lead_id=lead_id,
    )
