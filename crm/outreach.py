"""What we begin: a conversation with a number, a lead that no message opened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from crm import client_details, clients, consents, lead_steps, phone
from crm.errors import NotFound, ValueRefused
from crm.messages import address
from crm.models import Client, ClientConsent, Conversation, Lead, Organization


@dataclass(frozen=True)
class Contact:
    """Somebody as an agent names them."""

    phone: str
    """As typed."""
    name: str = ""
    language: str = ""
    """en, ru or unknown."""


@dataclass(frozen=True)
class Origin:
    """What a lead by hand is told of."""

    source: str
    agent_id: int | None = None
    tour_id: int | None = None


def begin(
    session: Session, organization: Organization, contact: Contact, agreed: str, now: datetime
) -> Conversation:
    """The conversation with a number: theirs, where it is known, else one just opened.

    `agreed` says how they agreed to be written to; it is asked of whoever never wrote to us and
    of whom nothing is noted, and kept as their consent. Raises PhoneInvalid, ValueRefused.
    """
    client = _find_or_add(session, organization, contact, now)
    if not _may_be_written_to(session, client):
        if not agreed.strip():
            raise ValueRefused(
                "Say how and when they agreed to be written to: WhatsApp asks it of us."
            )
        consents.by_agent(session, client, "opted_in", consents.ALL, agreed, now)
    thread = address.of_client(session, client, now)
    if thread is None:
        raise ValueRefused("No WhatsApp number is connected yet. Ask your admin.")
    return session.get_one(Conversation, thread.conversation_id)


def lead(
    session: Session, organization: Organization, contact: Contact, origin: Origin, now: datetime
) -> Lead:
    """A lead by hand, of a known client or a new one. Raises as `lead_steps.open_by_hand` does."""
    client = _find_or_add(session, organization, contact, now)
    return lead_of(session, client, origin, now)


def lead_of(session: Session, client: Client, origin: Origin, now: datetime) -> Lead:
    """A lead by hand of somebody known."""
    clients.lock_client(session, client)
    source, agent_id, tour_id = origin.source, origin.agent_id, origin.tour_id
    return lead_steps.open_by_hand(session, client, source, agent_id, tour_id, now)


def conversation_of(session: Session, client: Client) -> Conversation | None:
    """Their latest conversation, if there is one."""
    return session.scalar(
        select(Conversation)
        .where(Conversation.client_id == client.id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
    )


def open_conversation(session: Session, client: Client, now: datetime) -> Conversation:
    """Their latest conversation, else a new one. Raises NotFound where they have no number."""
    thread = address.of_client(session, client, now)
    if thread is None:
        raise NotFound("WhatsApp cannot reach them: there is no number.")
    return session.get_one(Conversation, thread.conversation_id)


def _find_or_add(
    session: Session, organization: Organization, contact: Contact, now: datetime
) -> Client:
    """Whoever has the number in any spelling, else a client made of what was typed."""
    number = phone.parse(contact.phone, organization.default_region)
    clients.lock(session, organization.id, [number])
    known = clients.find(session, organization.id, number, [])
    if known is not None:
        return known
    wanted = {"name": contact.name, "preferred_language": contact.language}
    details = {name: typed for name, typed in wanted.items() if typed.strip()}
    return client_details.add(session, organization, contact.phone, details, now)


def _may_be_written_to(session: Session, client: Client) -> bool:
    """They wrote to us, or said something about it: a no is shown beside the composer."""
    wrote = exists().where(
        Conversation.client_id == client.id, Conversation.last_inbound_at.is_not(None)
    )
    said = exists().where(ClientConsent.client_id == client.id, ClientConsent.scope == consents.ALL)
    return bool(client.kind == "internal" or session.scalar(select(wrote | said)))
