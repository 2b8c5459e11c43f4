"""A task: what only a person can settle. One open per subject and kind; closes with its cause."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Json, Key, one_of

KINDS = (
    "unknown_outcome",
    "not_delivered",
    "window_missed",
    "sender_paused",
    "event_parked",
    "late_payment",
    "unexpected_payment",
    "payment_claim",
    "payment_overdue",
    "refund_due",
    "handover",
    "guide_not_told",
    "unanswered",
)


class Task(Base):
    """One thing for a person to settle."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint(one_of("kind", *KINDS), name="kind"),
        Index(
            "uq_tasks_open",
            "kind",
            "subject",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_tasks_waiting",
            "organization_id",
            "due_at",
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_tasks_conversation",
            "conversation_id",
            postgresql_where=text("closed_at IS NULL AND conversation_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    kind: Mapped[str]
    subject: Mapped[str]
    """What it is about, as `table:id`: `communications:12`, `bookings:7`, …"""
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    reason: Mapped[str]
    """A word or the provider's code; pages and commands say it as a sentence."""
    facts: Mapped[Json]
    due_at: Mapped[Instant]
    opened_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
