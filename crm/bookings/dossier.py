"""Everything of one booking that the team reads: what its client sees, and what was planned,
said and done about it. A fixed number of statements, whatever it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crm import booking_card, clients, conversation_card
from crm.booking_card import Card
from crm.bookings import history, notes
from crm.bookings.history import Happened, Noted
from crm.messages import planned
from crm.models import (
    Attachment,
    Booking,
    BookingNote,
    Client,
    ClientConsent,
    ClientLink,
    Communication,
    Conversation,
    Document,
    GuideNotification,
    Organization,
    Payment,
    PaymentInstallment,
    PaymentReminder,
    Refund,
    User,
)
from crm.reminders.plan import AGENT

NEAR = 14
"""Days around a claim within which a payment may be what it meant."""


@dataclass(frozen=True)
class Addressee:
    """Whom the messages of a booking go to."""

    client: Client
    language: str
    opted_out: bool


@dataclass(frozen=True)
class Reminder:
    """A planned reminder with its part, and the message it became."""

    reminder: PaymentReminder
    part: PaymentInstallment
    message: Communication | None


@dataclass(frozen=True)
class Dossier:
    """One booking as its page shows it."""

    card: Card
    conversation: Conversation | None
    consent: ClientConsent | None
    reminders: list[Reminder]
    planned: list[Communication]
    """Other messages to the client that wait for their day."""
    refunds: list[Refund]
    history: list[Happened]
    """Its steps, the latest first."""
    told: list[Happened | Noted]
    """The steps, and what the team did beside them, the latest first."""
    notes: list[tuple[BookingNote, User]]
    documents: list[Document]
    """The newest of each kind and payment."""
    link: ClientLink | None
    notice: GuideNotification | None
    """What the departure's guide was told last."""
    claim_file: Attachment | None
    """What the client sent with their word that they have paid."""

    @property
    def booking(self) -> Booking:
        """The booking itself."""
        return self.card.booking

    @property
    def opted_out(self) -> bool:
        """The client asked not to be written to."""
        return self.consent is not None and self.consent.state == "opted_out"

    @property
    def candidates(self) -> list[Payment]:
        """The payments that an open claim may have meant, those nearest in time first."""
        claim = self.card.claim
        if claim is None:
            return []
        near = [
            one
            for one in self.card.payments
            if abs((one.created_at - claim.opened_at).days) <= NEAR
        ]
        return sorted(near, key=lambda one: abs(one.created_at - claim.opened_at))

    @property
    def reached(self) -> Mapping[str, Happened]:
        """By status, the step that brought the booking there last."""
        return {
            one.event.to_status: one
            for one in reversed(self.history)
            if one.event.from_status != one.event.to_status
        }


def read(session: Session, booking: Booking, now: datetime) -> Dossier:
    """The booking with everything that belongs to it."""
    card = booking_card.read(session, booking)
    steps = history.steps(session, booking)
    return Dossier(
        card=card,
        conversation=_conversation(session, booking),
        consent=conversation_card.consent_of(session, booking.client_id),
        reminders=_reminders(session, booking),
        planned=planned.of_booking(session, booking, now),
        refunds=_refunds(session, booking),
        history=steps,
        told=history.told(steps, history.noted(session, booking)),
        notes=notes.of(session, booking),
        documents=_documents(session, booking),
        link=_link(session, booking),
        notice=_notice(session, card),
        claim_file=_claim_file(session, card),
    )


def addressee(session: Session, booking: Booking) -> Addressee:
    """The booking's client, the language they are written to in, whether they may be."""
    client, organization = session.execute(
        select(Client, Organization)
        .join(Organization, Organization.id == Client.organization_id)
        .where(Client.id == booking.client_id)
    ).one()
    consent = conversation_card.consent_of(session, client.id)
    return Addressee(
        client,
        clients.language_of(client, organization.default_language),
        consent is not None and consent.state == "opted_out",
    )


def document(session: Session, booking: Booking, public_id: UUID) -> Document | None:
    """A document of the booking, however old."""
    return session.scalar(
        select(Document).where(Document.booking_id == booking.id, Document.public_id == public_id)
    )


def _conversation(session: Session, booking: Booking) -> Conversation | None:
    """Where it is talked about, else where its client wrote last."""
    return session.scalar(
        select(Conversation)
        .where(
            or_(
                Conversation.id == booking.conversation_id,
                Conversation.client_id == booking.client_id,
            )
        )
        .order_by(
            case((Conversation.id == booking.conversation_id, 0), else_=1),
            Conversation.last_message_at.desc(),
        )
        .limit(1)
    )


def _reminders(session: Session, booking: Booking) -> list[Reminder]:
    found = session.execute(
        select(PaymentReminder, PaymentInstallment, Communication)
        .join(PaymentInstallment, PaymentInstallment.id == PaymentReminder.installment_id)
        .outerjoin(Communication, Communication.id == PaymentReminder.communication_id)
        .where(
            PaymentInstallment.booking_id == booking.id,
            PaymentReminder.template_name != AGENT,
            PaymentReminder.skip_reason.is_distinct_from("too_late"),
            or_(
                PaymentReminder.status != "cancelled",
                PaymentReminder.communication_id.is_not(None),
            ),
        )
        .order_by(PaymentReminder.scheduled_at, PaymentReminder.id)
    )
    return [Reminder(*row) for row in found]


def _refunds(session: Session, booking: Booking) -> list[Refund]:
    return list(
        session.scalars(select(Refund).where(Refund.booking_id == booking.id).order_by(Refund.id))
    )


def _documents(session: Session, booking: Booking) -> list[Document]:
    return list(
        session.scalars(
            select(Document)
            .where(Document.booking_id == booking.id)
            .ext(distinct_on(Document.kind, Document.payment_id))
            .order_by(Document.kind.desc(), Document.payment_id, Document.version.desc())
        )
    )


def _link(session: Session, booking: Booking) -> ClientLink | None:
    return session.scalar(
        select(ClientLink).where(
            ClientLink.booking_id == booking.id, ClientLink.revoked_at.is_(None)
        )
    )


def _notice(session: Session, card: Card) -> GuideNotification | None:
    if card.guide is None:
        return None
    return session.scalar(
        select(GuideNotification)
        .where(
            GuideNotification.booking_id == card.booking.id,
            GuideNotification.guide_id == card.guide.id,
        )
        .order_by(GuideNotification.id.desc())
        .limit(1)
    )


def _claim_file(session: Session, card: Card) -> Attachment | None:
    if card.claim is None or card.claim.communication_id is None:
        return None
    return session.scalar(
        select(Attachment)
        .where(Attachment.communication_id == card.claim.communication_id)
        .order_by(Attachment.position)
        .limit(1)
    )
