"""A delivery report: one status callback, kept as the event it was."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Json, Key


class DeliveryReport(Base):
    """One callback. Without a communication its message is not known yet: kept 7 days."""

    __tablename__ = "delivery_reports"
    __table_args__ = (
        UniqueConstraint(
            "whatsapp_message_id",
            "provider_status",
            "error_code",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_delivery_reports_communication_id", "communication_id"),
        Index(
            "ix_delivery_reports_orphans",
            "received_at",
            postgresql_where=text("communication_id IS NULL"),
        ),
    )

    id: Mapped[Key]
    communication_id: Mapped[int | None] = mapped_column(ForeignKey("communications.id"))
    whatsapp_message_id: Mapped[str]
    provider_status: Mapped[str]
    status: Mapped[str | None]
    """Where it moves the message; NULL for words that move nothing."""
    error_code: Mapped[str | None]
    details: Mapped[Json]
    received_at: Mapped[Instant]
