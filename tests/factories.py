"""Rows for tests: plain functions with defaults; a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from crm.models import (
    Attachment,
    Client,
    ClientAddress,
    ClientConsent,
    Communication,
    Conversation,
    Lead,
    Organization,
    SavedReply,
    Task,
    User,
    WhatsappSender,
    WhatsappTemplate,
)
from crm.provider import InboundMessage

NOW = datetime(2026, 8, 4, 5, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in Almaty: inside the working hours."""

_numbers = count(1)


def make_organization(session: Session, **values: Any) -> Organization:
    """An operator in Almaty."""
    row = Organization(**{"name": "Dreamland PRO", "timezone": "Asia/Almaty", **values})
    session.add(row)
    session.flush()
    return row


def make_sender(session: Session, organization: Organization, **values: Any) -> WhatsappSender:
    """One of its numbers."""
    address = f"whatsapp:+7727{next(_numbers):07d}"
    row = WhatsappSender(
        **{"organization_id": organization.id, "address": address, "name": "Main", **values}
    )
    session.add(row)
    session.flush()
    return row


def make_user(session: Session, organization: Organization, **values: Any) -> User:
    """Someone of its team; the digest matches no password."""
    row = User(
        **{
            "organization_id": organization.id,
            "email": f"agent{next(_numbers)}@example.com",
            "name": "Daniyar",
            "password_digest": "none",
            "role": "agent",
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_client(session: Session, organization: Organization, **values: Any) -> Client:
    """A person with a Kazakh mobile."""
    defaults = {
        "organization_id": organization.id,
        "name": "Мария",
        "phone": f"+7701{next(_numbers):07d}",
        "preferred_language": "ru",
    }
    row = Client(**{**defaults, **values})
    session.add(row)
    session.flush()
    return row


def make_conversation(
    session: Session, sender: WhatsappSender, client: Client, **values: Any
) -> Conversation:
    """Their thread with one of our numbers; they wrote a minute before NOW."""
    address = ClientAddress(
        organization_id=client.organization_id,
        client_id=client.id,
        address=f"whatsapp:{client.phone}",
        first_seen_at=NOW,
        last_seen_at=NOW,
    )
    session.add(address)
    session.flush()
    row = Conversation(
        **{
            "organization_id": client.organization_id,
            "sender_id": sender.id,
            "address_id": address.id,
            "client_id": client.id,
            "last_message_at": NOW - timedelta(minutes=1),
            "last_inbound_at": NOW - timedelta(minutes=1),
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_lead(session: Session, client: Client, **values: Any) -> Lead:
    """An open lead of the client."""
    row = Lead(**{"organization_id": client.organization_id, "client_id": client.id, **values})
    session.add(row)
    session.flush()
    return row


def make_communication(
    session: Session, conversation: Conversation, **values: Any
) -> Communication:
    """A message of the conversation: inbound unless said otherwise."""
    row = Communication(
        **{
            "organization_id": conversation.organization_id,
            "client_id": conversation.client_id,
            "sender_id": conversation.sender_id,
            "conversation_id": conversation.id,
            "direction": "inbound",
            "author": "client",
            "whatsapp_status": "received",
            "body": "Здравствуйте!",
            "created_at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_attachment(session: Session, communication: Communication, **values: Any) -> Attachment:
    """A picture of theirs that is on its way."""
    row = Attachment(
        **{
            "organization_id": communication.organization_id,
            "communication_id": communication.id,
            "position": 0,
            "source_url": "https://api.twilio.com/picture",
            "content_type": "image/jpeg",
            "next_attempt_at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_task(session: Session, organization: Organization, **values: Any) -> Task:
    """Something for a person to settle, since NOW."""
    row = Task(
        **{
            "organization_id": organization.id,
            "kind": "not_delivered",
            "subject": f"communications:{next(_numbers)}",
            "reason": "63024",
            "due_at": NOW,
            "opened_at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_outbound(session: Session, conversation: Conversation, **values: Any) -> Communication:
    """A message of ours, queued and due."""
    return make_communication(
        session,
        conversation,
        **{
            "direction": "outbound",
            "author": "agent",
            "whatsapp_status": "queued",
            "not_before": NOW,
            **values,
        },
    )


def make_template(session: Session, organization: Organization, **values: Any) -> WhatsappTemplate:
    """An approved template with one variable."""
    row = WhatsappTemplate(
        **{
            "organization_id": organization.id,
            "name": "welcome",
            "language": "ru",
            "version": 1,
            "category": "utility",
            "content": "Здравствуйте, {{ client_name }}! Скоро ответим вам здесь.",
            "variables": [{"name": "client_name", "example": "Мария"}],
            "content_sid": f"HX{next(_numbers):032x}",
            "approval_status": "approved",
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_saved_reply(session: Session, organization: Organization, **values: Any) -> SavedReply:
    """A reply that the team has kept."""
    row = SavedReply(
        **{
            "organization_id": organization.id,
            "language": "ru",
            "title": f"Ответ {next(_numbers)}",
            "body": "Выезд от офиса.",
            "created_at": NOW,
            "updated_at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_consent(session: Session, client: Client, state: str, **values: Any) -> ClientConsent:
    """What the client said about being written to."""
    row = ClientConsent(
        **{
            "organization_id": client.organization_id,
            "client_id": client.id,
            "state": state,
            "source": "client_message",
            "evidence": "стоп",
            "at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_inbound(sender: WhatsappSender, **values: Any) -> InboundMessage:
    """A message from a new person to this number, with a sid of its own."""
    number = next(_numbers)
    return InboundMessage(
        **{
            "sid": f"SM{number:032x}",
            "account": "AC" + "0" * 32,
            "sender_address": sender.address,
            "client_address": f"whatsapp:+7702{number:07d}",
            "profile_name": "Мария",
            "body": "Здравствуйте!",
            **values,
        }
    )


def make_welcome(session: Session, conversation: Conversation, **values: Any) -> Communication:
    """An automatic message, queued and due."""
    return make_outbound(
        session,
        conversation,
        **{
            "author": "system",
            "kind": "template",
            "template_name": "welcome",
            "body": "",
            **values,
        },
    )
