"""A booking: what a client has agreed to buy, on one departure or made of items alone."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import (
    Amount,
    Base,
    CreatedAt,
    CurrencyCode,
    Instant,
    Key,
    Organization,
    PublicId,
    one_of,
)

STATUSES = (
    "quote",
    "hold",
    "payment_pending",
    "confirmed",
    "paid",
    "completed",
    "expired",
    "cancelled",
)
HELD = ("hold", "payment_pending")
"""Seats are held until a deadline."""
SEATED = (*HELD, "confirmed", "paid", "completed")
"""Seats belong to it."""
LIVE = ("quote", *HELD, "confirmed", "paid")
"""It can still be changed, paid or cancelled."""
ATTENTION = ("late_payment", "overpaid", "unexpected_payment")
"""Why a person must look; `needs_attention` is one of them or NULL."""


class Booking(Base):
    """One booking. `status` is changed by crm.bookings.machine alone, with an event each time."""

    __tablename__ = "bookings"
    __table_args__ = (
        UniqueConstraint("organization_id", "idempotency_key"),
        CheckConstraint(one_of("status", *STATUSES), name="status"),
        CheckConstraint(
            "(status IN ('hold', 'payment_pending')) = (hold_expires_at IS NOT NULL)",
            name="hold_expires_at",
        ),
        CheckConstraint("status = 'quote' OR price_snapshot IS NOT NULL", name="snapshot"),
        CheckConstraint("num_participants > 0", name="participants"),
        CheckConstraint("total_amount >= 0", name="total"),
        CheckConstraint("end_date >= start_date", name="dates"),
        CheckConstraint(
            one_of("cancelled_by", "client", "operator", "system"), name="cancelled_by"
        ),
        CheckConstraint(one_of("needs_attention", *ATTENTION), name="needs_attention"),
        Index(
            "uq_bookings_live_lead",
            "lead_id",
            unique=True,
            postgresql_where=text("status NOT IN ('expired', 'cancelled')"),
        ),
        Index(
            "ix_bookings_hold_expires_at",
            "hold_expires_at",
            "id",
            postgresql_where=text(one_of("status", *HELD)),
        ),
        Index(
            "ix_bookings_under_way",
            "end_date",
            postgresql_where=text("status IN ('confirmed', 'paid')"),
        ),
        Index(
            "ix_bookings_organization_id_status_created_at",
            "organization_id",
            "status",
            "created_at",
        ),
        Index("ix_bookings_client_id_id", "client_id", "id"),
        Index(
            "ix_bookings_code",
            "organization_id",
            "booking_code",
            postgresql_ops={"booking_code": "text_pattern_ops"},
        ),
        Index("ix_bookings_tour_departure_id", "tour_departure_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    booking_code: Mapped[str] = mapped_column(unique=True)
    """`ALT-7K3M9Q`: to be read aloud, so without 0, O, 1 and I."""
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    tour_departure_id: Mapped[int | None] = mapped_column(ForeignKey("tour_departures.id"))
    """NULL: a custom trip made of items."""
    title: Mapped[str]
    start_date: Mapped[date] = mapped_column(Date)
    """Local, in `timezone`; a departure's own day where there is one."""
    end_date: Mapped[date] = mapped_column(Date)
    timezone: Mapped[str]
    num_participants: Mapped[int]
    total_amount: Mapped[Amount]
    """The sum of its items that are not cancelled; the database holds it to that."""
    deposit_amount: Mapped[Amount]
    """Paid at least so much, it is confirmed."""
    currency: Mapped[CurrencyCode]
    price_snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """The price as the client saw it, amounts as text; frozen when the quote becomes a hold."""
    status: Mapped[str] = mapped_column(server_default="quote")
    quote_valid_until: Mapped[Instant | None]
    offered_at: Mapped[Instant | None]
    """When the offer was last sent."""
    hold_expires_at: Mapped[Instant | None]
    """The deadline the client was told; seats are released `grace_until`."""
    grace_until: Mapped[Instant | None]
    confirmed_at: Mapped[Instant | None]
    paid_at: Mapped[Instant | None]
    completed_at: Mapped[Instant | None]
    expired_at: Mapped[Instant | None]
    cancelled_at: Mapped[Instant | None]
    cancelled_by: Mapped[str | None]
    cancel_reason: Mapped[str | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    """Where it is talked about, and where its messages go."""
    idempotency_key: Mapped[str | None]
    needs_attention: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
    """Grows with every event; a guide's notice and a calendar entry name it."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
