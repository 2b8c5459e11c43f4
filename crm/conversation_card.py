"""Whom a conversation is with: the client, their lead, addresses and consent, and our sender."""

from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from crm import consents
from crm.client_profile import Profile
from crm.models import (
    Client,
    ClientAddress,
    ClientConsent,
    Conversation,
    Lead,
    Organization,
    User,
    WhatsappSender,
)
from crm.models.lead import OPEN

MOST = 10
"""Addresses of one client that are shown."""


@dataclass(frozen=True)
class Card:
    """Everything that stands beside the messages."""

    conversation: Conversation
    client: Client
    address: ClientAddress
    """The one the client writes from here, to which answers go."""
    sender: WhatsappSender
    organization: Organization
    lead: Lead | None
    """The open lead, else the latest."""
    lead_agent: User | None
    consent: ClientConsent | None
    """The last word about messages at all; None: never asked, never said."""
    addresses: list[ClientAddress]

    @property
    def opted_out(self) -> bool:
        """The client asked not to be written to."""
        return self.consent is not None and self.consent.state == "opted_out"


def read(session: Session, conversation: Conversation) -> Card:
    """Whom the conversation is with, in four statements."""
    client, address, sender, organization = session.execute(
        select(Client, ClientAddress, WhatsappSender, Organization)
        .select_from(Client)
        .join(ClientAddress, ClientAddress.id == conversation.address_id)
        .join(WhatsappSender, WhatsappSender.id == conversation.sender_id)
        .join(Organization, Organization.id == conversation.organization_id)
        .where(Client.id == conversation.client_id)
    ).one()
    lead, agent = _lead(session, client)
    addresses = session.scalars(
        select(ClientAddress)
        .where(ClientAddress.client_id == client.id)
        .order_by(ClientAddress.last_seen_at.desc(), ClientAddress.id)
        .limit(MOST)
    )
    return Card(
        conversation,
        client,
        address,
        sender,
        organization,
        lead,
        agent,
        consent_of(session, client.id),
        list(addresses),
    )


def of(session: Session, conversation: Conversation, profile: Profile) -> Card:
    """The same, where everything about the client is known already."""
    line = profile.lead
    return Card(
        conversation,
        profile.client,
        session.get_one(ClientAddress, conversation.address_id),
        session.get_one(WhatsappSender, conversation.sender_id),
        profile.organization,
        line.lead if line else None,
        line.agent if line else None,
        profile.consent(consents.ALL),
        profile.addresses[:MOST],
    )


def consent_of(session: Session, client_id: int) -> ClientConsent | None:
    """The last statement of a client about being written to; of offers it says nothing."""
    return session.scalar(
        select(ClientConsent)
        .where(ClientConsent.client_id == client_id, ClientConsent.scope == consents.ALL)
        .order_by(ClientConsent.id.desc())
        .limit(1)
    )


def _lead(session: Session, client: Client) -> tuple[Lead | None, User | None]:
    """The open lead, else the latest, with its agent."""
    found = session.execute(
        select(Lead, User)
        .outerjoin(User, User.id == Lead.assigned_agent_id)
        .where(Lead.client_id == client.id)
        .order_by(case((Lead.status.in_(OPEN), 0), else_=1), Lead.id.desc())
        .limit(1)
    ).first()
    return found or (None, None)
