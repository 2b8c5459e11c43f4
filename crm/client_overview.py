"""Everything about one client at a glance: addresses, consent, leads, bookings, messages."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import clients
from crm.bookings import listing
from crm.bookings.listing import Wanted
from crm.models import (
    Booking,
    Client,
    ClientAddress,
    ClientConsent,
    Communication,
    Lead,
    Organization,
)


@dataclass(frozen=True)
class Overview:
    """One client, with what belongs to them."""

    client: Client
    language: str
    """What they would be written to in."""
    timezone: str
    """Where it is their day: set, else from the number, else the organization's."""
    addresses: list[ClientAddress]
    consent: ClientConsent | None
    """Their last word; None: they have said nothing."""
    leads: list[Lead]
    received: int
    sent: int
    """Messages from them, and messages of ours that were sent."""
    last_message_at: datetime | None
    bookings: list[Booking]
    """The latest first."""
    worth: dict[str, Decimal]
    """By currency, what they have paid in all, less what went back."""


def of(session: Session, organization: Organization, client: Client) -> Overview:
    """Look everything up."""
    counts = _messages(session, client)
    return Overview(
        client=client,
        language=clients.language_of(client, organization.default_language),
        timezone=clients.timezone_of(client, organization.timezone),
        addresses=list(
            session.scalars(
                select(ClientAddress)
                .where(ClientAddress.client_id == client.id)
                .order_by(ClientAddress.last_seen_at.desc())
            )
        ),
        consent=session.scalar(
            select(ClientConsent)
            .where(ClientConsent.client_id == client.id)
            .order_by(ClientConsent.id.desc())
            .limit(1)
        ),
        leads=list(
            session.scalars(select(Lead).where(Lead.client_id == client.id).order_by(Lead.id))
        ),
        received=counts.get("inbound", 0),
        sent=counts.get("outbound", 0),
        last_message_at=session.scalar(
            select(func.max(Communication.created_at)).where(Communication.client_id == client.id)
        ),
        bookings=[
            booking
            for booking, _ in listing.listed(session, organization, Wanted(client_id=client.id))
        ],
        worth=listing.lifetime_value(session, client),
    )


GONE = ("received", "sent", "delivered", "read")
"""The states in which a message has left one side for the other."""


def _messages(session: Session, client: Client) -> dict[str, int]:
    """By direction, how many WhatsApp messages went."""
    counted = session.execute(
        select(Communication.direction, func.count())
        .where(
            Communication.client_id == client.id,
            Communication.communication_type == "whatsapp",
            Communication.whatsapp_status.in_(GONE),
        )
        .group_by(Communication.direction)
    )
    return {direction: count for direction, count in counted}
