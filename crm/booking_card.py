"""A booking as its client is shown it: the trip, its people, its money, whom to write to.

Read at once and never changed; pages and documents say the same because both read this.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import clients
from crm.models import (
    Booking,
    BookingItem,
    BookingParticipant,
    Client,
    Conversation,
    Organization,
    Payment,
    PaymentClaim,
    PaymentInstallment,
    Tour,
    TourDeparture,
    WhatsappSender,
)
from crm.payments import standing
from crm.payments.standing import Standing

SUMS = ("fee", "discount", "tax", "adjustment")
"""Kinds of lines that are sums and no services."""


@dataclass(frozen=True)
class Card:
    """Everything of one booking that its client may see."""

    booking: Booking
    organization: Organization
    client: Client
    tour: Tour | None
    departure: TourDeparture | None
    guide: Client | None
    people: list[BookingParticipant]
    items: list[BookingItem]
    """Its lines that are not cancelled, as they were added."""
    standing: Standing
    installments: list[PaymentInstallment]
    """By their due dates; waived and cancelled ones too."""
    payments: list[Payment]
    """Those that succeeded, the oldest first."""
    claim: PaymentClaim | None
    """The open one."""
    sender_address: str | None
    """The number the client writes to."""

    @property
    def language(self) -> str:
        """The language to speak to the client in."""
        return clients.language_of(self.client, self.organization.default_language)

    @property
    def zone(self) -> str:
        """The client's zone, in which deadlines are told."""
        return clients.timezone_of(self.client, self.organization.timezone)

    @property
    def services(self) -> list[BookingItem]:
        """The lines that are services, in the order in which they happen."""
        kept = [item for item in self.items if item.kind not in SUMS]
        return sorted(kept, key=lambda item: (str(item.starts_local or "9"), item.id))

    @property
    def sums(self) -> list[BookingItem]:
        """The other lines: fees, discounts, taxes, adjustments."""
        return [item for item in self.items if item.kind in SUMS]


def read(session: Session, booking: Booking) -> Card:
    """The booking with all that belongs to it."""
    organization, client = session.execute(
        select(Organization, Client)
        .join(Client, Client.organization_id == Organization.id)
        .where(Client.id == booking.client_id)
    ).one()
    departure, tour, guide = _trip(session, booking)
    return Card(
        booking=booking,
        organization=organization,
        client=client,
        tour=tour,
        departure=departure,
        guide=guide,
        people=_people(session, booking),
        items=_items(session, booking),
        standing=standing.of(session, booking),
        installments=_installments(session, booking),
        payments=_payments(session, booking),
        claim=_claim(session, booking),
        sender_address=_sender(session, booking),
    )


def _trip(
    session: Session, booking: Booking
) -> tuple[TourDeparture | None, Tour | None, Client | None]:
    found = session.execute(
        select(TourDeparture, Tour, Client)
        .join(Tour, Tour.id == TourDeparture.tour_id)
        .outerjoin(Client, Client.id == TourDeparture.guide_id)
        .where(TourDeparture.id == booking.tour_departure_id)
    ).first()
    return (found[0], found[1], found[2]) if found else (None, None, None)


def _people(session: Session, booking: Booking) -> list[BookingParticipant]:
    return list(
        session.scalars(
            select(BookingParticipant)
            .where(BookingParticipant.booking_id == booking.id)
            .order_by(BookingParticipant.is_primary.desc(), BookingParticipant.id)
        )
    )


def _items(session: Session, booking: Booking) -> list[BookingItem]:
    return list(
        session.scalars(
            select(BookingItem)
            .where(BookingItem.booking_id == booking.id, BookingItem.status != "cancelled")
            .order_by(BookingItem.id)
        )
    )


def _installments(session: Session, booking: Booking) -> list[PaymentInstallment]:
    return list(
        session.scalars(
            select(PaymentInstallment)
            .where(PaymentInstallment.booking_id == booking.id)
            .order_by(PaymentInstallment.due_date, PaymentInstallment.seq)
        )
    )


def _payments(session: Session, booking: Booking) -> list[Payment]:
    return list(
        session.scalars(
            select(Payment)
            .where(Payment.booking_id == booking.id, Payment.status == "succeeded")
            .order_by(Payment.payment_date, Payment.id)
        )
    )


def _claim(session: Session, booking: Booking) -> PaymentClaim | None:
    return session.scalar(
        select(PaymentClaim).where(
            PaymentClaim.booking_id == booking.id, PaymentClaim.status == "open"
        )
    )


def _sender(session: Session, booking: Booking) -> str | None:
    """The number of the booking's conversation, else the organization's first."""
    spoken = (
        select(Conversation.sender_id).where(Conversation.id == booking.conversation_id)
    ).scalar_subquery()
    return session.scalar(
        select(WhatsappSender.address)
        .where(WhatsappSender.organization_id == booking.organization_id)
        .order_by((WhatsappSender.id == spoken).desc().nulls_last(), WhatsappSender.id)
        .limit(1)
    )
