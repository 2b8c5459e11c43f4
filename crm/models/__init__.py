"""Tables: one noun a file. Importing this package knows them all."""

from crm.models.attachment import Attachment
from crm.models.client import Client, ClientAddress
from crm.models.communication import Communication
from crm.models.consent import ClientConsent
from crm.models.conversation import Conversation
from crm.models.event import WebhookEvent
from crm.models.heartbeat import Heartbeat
from crm.models.lead import Lead
from crm.models.organization import Organization
from crm.models.report import DeliveryReport
from crm.models.sender import WhatsappSender
from crm.models.task import Task
from crm.models.template import WhatsappTemplate
from crm.models.user import SignInFailure, User

__all__ = [
    "Attachment",
    "Client",
    "ClientAddress",
    "ClientConsent",
    "Communication",
    "Conversation",
    "DeliveryReport",
    "Heartbeat",
    "Lead",
    "Organization",
    "SignInFailure",
    "Task",
    "User",
    "WebhookEvent",
    "WhatsappSender",
    "WhatsappTemplate",
]
