"""What the guide of a departure is told of a booking; written with the booking's own change."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Key, Organization, PublicId, one_of


class GuideNotification(Base):
    """One notice for one guide, with the facts as they were."""

    __tablename__ = "guide_notifications"
    __table_args__ = (
        UniqueConstraint("booking_id", "guide_id", "event", "booking_version"),
        CheckConstraint(one_of("event", "created", "changed", "cancelled"), name="event"),
        CheckConstraint("processed = (processed_at IS NOT NULL)", name="processed"),
        Index(
            "ix_guide_notifications_waiting",
            "received_at",
            postgresql_where=text("NOT processed"),
        ),
        Index(
            "ix_guide_notifications_communication_id",
            "communication_id",
            postgresql_where=text("communication_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    guide_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    tour_departure_id: Mapped[int] = mapped_column(ForeignKey("tour_departures.id"))
    event: Mapped[str]
    booking_version: Mapped[int]
    client_name: Mapped[str]
    client_email: Mapped[str | None]
    client_phone: Mapped[str | None]
    event_title: Mapped[str]
    event_date: Mapped[date] = mapped_column(Date)
    """The departure's local day."""
    seats: Mapped[int]
    seats_before: Mapped[int | None]
    """Where the number of people changed."""
    received_at: Mapped[Instant]
    processed: Mapped[bool] = mapped_column(server_default="false")
    """The guide was told (the provider took the message), or an agent ticked it."""
    processed_at: Mapped[Instant | None]
    acknowledged_at: Mapped[Instant | None]
    """The guide pressed the button."""
    communication_id: Mapped[int | None] = mapped_column(ForeignKey("communications.id"))
