"""Tables: one noun a file. Importing this package knows them all."""

from crm.models.attachment import Attachment
from crm.models.audit import AuditEntry
from crm.models.booking import Booking
from crm.models.booking_note import BookingNote
from crm.models.booking_parts import (
    BookingEvent,
    BookingItem,
    BookingParticipant,
    IdempotencyKey,
    SeatAllocation,
)
from crm.models.client import Client, ClientAddress
from crm.models.client_merge import ClientMerge
from crm.models.communication import Communication
from crm.models.consent import ClientConsent
from crm.models.conversation import Conversation
from crm.models.currency import Currency
from crm.models.demo_clock import DemoClock
from crm.models.departure import TourDeparture
from crm.models.document import ClientLink, Document, FileLink
from crm.models.draft import Draft
from crm.models.event import WebhookEvent
from crm.models.guide_notification import GuideNotification
from crm.models.heartbeat import Heartbeat
from crm.models.invite import Invite
from crm.models.lead import Lead
from crm.models.ledger import LedgerAccount, LedgerEntry, LedgerTransaction
from crm.models.money import Payment, PaymentClaim, PaymentInstallment, Refund
from crm.models.note import ConversationNote
from crm.models.organization import Organization
from crm.models.refusal import WebhookRefusal
from crm.models.reminder import PaymentReminder
from crm.models.report import DeliveryReport
from crm.models.saved_reply import SavedReply
from crm.models.search import ClientWord, MessageWord, SearchProgress
from crm.models.sender import WhatsappSender
from crm.models.statement import Statement
from crm.models.task import Task
from crm.models.template import WhatsappTemplate
from crm.models.tour import Tour
from crm.models.user import SignInFailure, User
from crm.models.user_session import UserSession

__all__ = [
    "Attachment",
    "AuditEntry",
    "Booking",
    "BookingEvent",
    "BookingItem",
    "BookingNote",
    "BookingParticipant",
    "Client",
    "ClientAddress",
    "ClientConsent",
    "ClientLink",
    "ClientMerge",
    "ClientWord",
    "Communication",
    "Conversation",
    "ConversationNote",
    "Currency",
    "DeliveryReport",
    "DemoClock",
    "Document",
    "Draft",
    "FileLink",
    "GuideNotification",
    "Heartbeat",
    "IdempotencyKey",
    "Invite",
    "Lead",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerTransaction",
    "MessageWord",
    "Organization",
    "Payment",
    "PaymentClaim",
    "PaymentInstallment",
    "PaymentReminder",
    "Refund",
    "SavedReply",
    "SearchProgress",
    "SeatAllocation",
    "SignInFailure",
    "Statement",
    "Task",
    "Tour",
    "TourDeparture",
    "User",
    "UserSession",
    "WebhookEvent",
    "WebhookRefusal",
    "WhatsappSender",
    "WhatsappTemplate",
]
