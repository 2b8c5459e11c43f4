"""What a booking is made of: its people, its lines, its seats, its history."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Amount, Base, CreatedAt, CurrencyCode, Instant, Json, Key, Organization, one_of

ITEM_KINDS = (
    "tour",
    "flight",
    "hotel",
    "car",
    "transfer",
    "experience",
    "fee",
    "discount",
    "tax",
    "adjustment",
)
SIGNED = ("discount", "adjustment")
"""Kinds whose amount may be below nothing; a discount's always is."""
EVENTS = (
    "create",
    "change_quote",
    "offer_sent",
    "place_hold",
    "request_payment",
    "payment_succeeded",
    "late_payment_revived",
    "refund_succeeded",
    "ttl",
    "cancel",
    "departure_ended",
    "agent_confirm",
    "change_participants",
    "move_departure",
    "adjust",
    "reschedule",
)


class BookingParticipant(Base):
    """Someone who travels; `num_participants` of the booking counts them, named or not."""

    __tablename__ = "booking_participants"
    __table_args__ = (
        Index(
            "uq_booking_participants_primary",
            "booking_id",
            unique=True,
            postgresql_where=text("is_primary"),
        ),
        Index("ix_booking_participants_booking_id", "booking_id"),
        CheckConstraint("age BETWEEN 0 AND 120", name="age"),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    first_name: Mapped[str]
    last_name: Mapped[str] = mapped_column(server_default="")
    relationship: Mapped[str | None]
    age: Mapped[int | None]
    is_primary: Mapped[bool] = mapped_column(server_default="false")
    requirements: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[CreatedAt]


class BookingItem(Base):
    """One line: a service with its provider and reference, or a fee, discount, tax, adjustment."""

    __tablename__ = "booking_items"
    __table_args__ = (
        CheckConstraint(one_of("kind", *ITEM_KINDS), name="kind"),
        CheckConstraint(one_of("status", "requested", "confirmed", "cancelled"), name="status"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("amount = quantity * unit_price", name="amount"),
        CheckConstraint(
            "CASE kind WHEN 'discount' THEN amount < 0 WHEN 'adjustment' THEN true "
            "ELSE amount >= 0 END",
            name="sign",
        ),
        Index("ix_booking_items_booking_id", "booking_id"),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    kind: Mapped[str]
    title: Mapped[str]
    provider: Mapped[str | None]
    provider_ref: Mapped[str | None]
    """The airline's PNR, the hotel's confirmation number."""
    starts_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    """As a clock in `timezone` shows it."""
    ends_local: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    timezone: Mapped[str | None]
    from_place: Mapped[str | None]
    to_place: Mapped[str | None]
    from_iata: Mapped[str | None]
    to_iata: Mapped[str | None]
    quantity: Mapped[int] = mapped_column(server_default="1")
    """People, nights, days or pieces, as the kind has it."""
    unit_price: Mapped[Amount]
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]
    status: Mapped[str] = mapped_column(server_default="requested")
    details: Mapped[Json]
    """What only this kind has, checked by crm.bookings.item_details."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class SeatAllocation(Base):
    """So many seats of a departure are a booking's, until they are released."""

    __tablename__ = "seat_allocations"
    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("(released_at IS NULL) = (release_reason IS NULL)", name="released"),
        CheckConstraint(
            one_of("release_reason", "expired", "cancelled", "moved", "changed"),
            name="release_reason",
        ),
        Index(
            "uq_seat_allocations_live",
            "booking_id",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
        Index(
            "ix_seat_allocations_departure",
            "tour_departure_id",
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    tour_departure_id: Mapped[int] = mapped_column(ForeignKey("tour_departures.id"))
    seats: Mapped[int]
    created_at: Mapped[CreatedAt]
    released_at: Mapped[Instant | None]
    release_reason: Mapped[str | None]


class BookingEvent(Base):
    """One step of a booking's history; the database refuses to change or delete it."""

    __tablename__ = "booking_events"
    __table_args__ = (
        CheckConstraint(one_of("event", *EVENTS), name="event"),
        CheckConstraint(one_of("actor", "agent", "client", "system", "provider"), name="actor"),
        Index("ix_booking_events_booking_id_id", "booking_id", "id"),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    event: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    actor: Mapped[str]
    actor_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    data: Mapped[Json]
    at: Mapped[Instant]


class IdempotencyKey(Base):
    """What a caller's key has already brought about, and the answer it was given."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("organization_id", "endpoint", "key"),)

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    endpoint: Mapped[str]
    key: Mapped[str]
    request_hash: Mapped[str]
    response: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]
