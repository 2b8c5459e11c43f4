"""The named people of the pages' tests: the agent, a teammate, and an outsider elsewhere."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.models import AuditEntry, Client, Conversation, Lead, Organization, User, WhatsappSender
from tests import factories


@dataclass
class Office:
    """One operator with its people and a client who has just written; an outsider of another."""

    organization: Organization
    sender: WhatsappSender
    agent: User
    teammate: User
    outsider: User
    client: Client
    lead: Lead
    conversation: Conversation
    path: str
    """Of the conversation's page."""


def make(session: Session, digest: str) -> Office:
    """Everybody, with the password of that digest, and one conversation, unread."""
    ours = factories.make_organization(session)
    theirs = factories.make_organization(session, name="Another operator")
    sender = factories.make_sender(session, ours)
    agent, teammate, outsider = [
        factories.make_user(session, whose, name=name, password_digest=digest)
        for whose, name in ((ours, "Daniyar"), (ours, "Aigerim"), (theirs, "Oleg"))
    ]
    client = factories.make_client(session, ours)
    written = now.utc() - timedelta(minutes=5)
    conversation = factories.make_conversation(
        session, sender, client, last_inbound_at=written, last_message_at=written, unread_count=1
    )
    lead = factories.make_lead(session, client, unread_messages_count=1)
    factories.make_communication(session, conversation, created_at=written, lead_id=lead.id)
    session.commit()
    path = f"/inbox/c/{conversation.public_id}"
    return Office(ours, sender, agent, teammate, outsider, client, lead, conversation, path)


def noted(session: Session) -> list[str]:
    """What the audit log says was done, in turn."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
