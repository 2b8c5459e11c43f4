"""What happened between the messages of a conversation: read from where it was written anyway.

Who it was given to and that it was closed stand in the audit log; holds, confirmations and
payments in the bookings' own history; claims and consents in their rows. Nothing is kept twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from crm import audit, window
from crm.models import (
    AuditEntry,
    Booking,
    BookingEvent,
    ClientConsent,
    Conversation,
    Payment,
    PaymentClaim,
    User,
)

DEEDS = ("conversation.assigned", "conversation.finished", "conversation.reopened")
STEPS = ("hold", "payment_pending", "confirmed", "paid", "completed", "expired", "cancelled")
"""The states of a booking whose beginning is told."""
MOST = 50
"""Of each source: as many as there are messages on a page."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened; `word` says what, as pages translate it."""

    id: str
    word: str
    at: datetime
    who: User | None = None
    booking: Booking | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """From when to when, the end not included; None: without a bound."""

    since: datetime | None
    until: datetime | None

    def holds(self, column: Any) -> ColumnElement[bool]:
        """The condition that an instant lies within."""
        bounds = [column >= self.since] if self.since else []
        return and_(True, *bounds, *([column < self.until] if self.until else []))

    def has(self, at: datetime) -> bool:
        """Whether an instant lies within."""
        return (not self.since or at >= self.since) and (not self.until or at < self.until)


def read(
    session: Session, conversation: Conversation, span: Span, now: datetime
) -> list[Happening]:
    """All that happened in a span, the oldest first; five statements."""
    found = [
        *_deeds(session, conversation, span),
        *_steps(session, conversation, span),
        *_payments(session, conversation, span),
        *_claims(session, conversation, span),
        *_consents(session, conversation, span),
        *_closing(conversation, span, now),
    ]
    return sorted(found, key=lambda one: one.at)


def _deeds(session: Session, conversation: Conversation, span: Span) -> Iterator[Happening]:
    found = session.execute(
        select(AuditEntry, User)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(
            AuditEntry.organization_id == conversation.organization_id,
            AuditEntry.subject == audit.name(conversation),
            AuditEntry.action.in_(DEEDS),
            span.holds(AuditEntry.at),
        )
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    )
    for entry, user in found:
        word = entry.action.partition(".")[2]
        yield Happening(f"a{entry.id}", word, entry.at, user, facts=entry.facts)


def _steps(session: Session, conversation: Conversation, span: Span) -> Iterator[Happening]:
    found = session.execute(
        select(BookingEvent, Booking, User)
        .join(Booking, Booking.id == BookingEvent.booking_id)
        .outerjoin(User, User.id == BookingEvent.actor_user_id)
        .where(
            _talked_about_here(conversation),
            BookingEvent.to_status.in_(STEPS),
            BookingEvent.from_status != BookingEvent.to_status,
            span.holds(BookingEvent.at),
        )
        .order_by(BookingEvent.id.desc())
        .limit(MOST)
    )
    for event, booking, user in found:
        yield Happening(f"b{event.id}", event.to_status, event.at, user, booking, event.data)


def _payments(session: Session, conversation: Conversation, span: Span) -> Iterator[Happening]:
    found = session.execute(
        select(Payment, Booking)
        .join(Booking, Booking.id == Payment.booking_id)
        .where(
            _talked_about_here(conversation),
            Payment.status == "succeeded",
            span.holds(Payment.succeeded_at),
        )
        .order_by(Payment.id.desc())
        .limit(MOST)
    )
    for payment, booking in found:
        facts = {"amount": payment.amount, "currency": payment.currency}
        at = payment.succeeded_at or payment.created_at
        yield Happening(f"m{payment.id}", "payment", at, None, booking, facts)


def _claims(session: Session, conversation: Conversation, span: Span) -> Iterator[Happening]:
    found = session.execute(
        select(PaymentClaim, Booking)
        .join(Booking, Booking.id == PaymentClaim.booking_id)
        .where(_talked_about_here(conversation), span.holds(PaymentClaim.opened_at))
        .order_by(PaymentClaim.id.desc())
        .limit(MOST)
    )
    for claim, booking in found:
        word = "claimed" if claim.status == "open" else "claim_settled"
        yield Happening(f"p{claim.id}", word, claim.opened_at, None, booking)


def _consents(session: Session, conversation: Conversation, span: Span) -> Iterator[Happening]:
    found = session.scalars(
        select(ClientConsent)
        .where(
            ClientConsent.client_id == conversation.client_id,
            ClientConsent.scope == "all",
            span.holds(ClientConsent.at),
        )
        .order_by(ClientConsent.id.desc())
        .limit(MOST)
    )
    for consent in found:
        facts = {"evidence": consent.evidence}
        yield Happening(f"c{consent.id}", consent.state, consent.at, facts=facts)


def _closing(conversation: Conversation, span: Span, now: datetime) -> Iterator[Happening]:
    """Where the last window closed; those before it opened again and are history."""
    closes_at = window.of(conversation.last_inbound_at, now).closes_at
    if closes_at is not None and closes_at <= now and span.has(closes_at):
        yield Happening("window", "window_closed", closes_at)


def _talked_about_here(conversation: Conversation) -> ColumnElement[bool]:
    """The client's bookings, but for those that another conversation of theirs is about."""
    return and_(
        Booking.client_id == conversation.client_id,
        or_(Booking.conversation_id.is_(None), Booking.conversation_id == conversation.id),
    )
