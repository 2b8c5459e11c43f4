"""A payment reminder: one of an installment and offset, whatever the schedulers do."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Key, Organization, one_of


class PaymentReminder(Base):
    """The plan to remind; the message it becomes is a communication of its own."""

    __tablename__ = "payment_reminders"
    __table_args__ = (
        CheckConstraint(one_of("kind", "auto", "manual"), name="kind"),
        CheckConstraint(
            one_of("status", "scheduled", "queued", "sent", "skipped", "cancelled", "failed"),
            name="status",
        ),
        Index(
            "uq_payment_reminders_auto",
            "installment_id",
            "offset_days",
            unique=True,
            postgresql_where=text("kind = 'auto'"),
        ),
        Index(
            "ix_payment_reminders_scheduled",
            "scheduled_at",
            "id",
            postgresql_where=text("status = 'scheduled'"),
        ),
        Index("ix_payment_reminders_installment_id", "installment_id"),
        Index(
            "ix_payment_reminders_communication_id",
            "communication_id",
            postgresql_where=text("communication_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    installment_id: Mapped[int] = mapped_column(ForeignKey("payment_installments.id"))
    offset_days: Mapped[int]
    """Days from the due date; below nothing before it."""
    kind: Mapped[str] = mapped_column(server_default="auto")
    template_name: Mapped[str]
    local_due_date: Mapped[date] = mapped_column(Date)
    """The due date it was planned from."""
    scheduled_at: Mapped[Instant]
    status: Mapped[str] = mapped_column(server_default="scheduled")
    skip_reason: Mapped[str | None]
    communication_id: Mapped[int | None] = mapped_column(ForeignKey("communications.id"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
