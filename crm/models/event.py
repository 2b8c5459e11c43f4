"""A webhook event: what the rules could not digest, kept whole until they can."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Json, Key, one_of


class WebhookEvent(Base):
    """One webhook. Neither processed nor parked, it is the order to try it again."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        CheckConstraint(one_of("kind", "message", "status"), name="kind"),
        UniqueConstraint("provider", "event_id"),
        Index(
            "ix_webhook_events_waiting",
            "next_attempt_at",
            postgresql_where=text("processed_at IS NULL AND parked_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    provider: Mapped[str] = mapped_column(server_default="twilio")
    kind: Mapped[str]
    event_id: Mapped[str]
    """The provider's id of what happened, or a digest of the payload: a repeat is one row."""
    payload: Mapped[Json]
    """{"form": [[name, value], …], "public_id": … or null}."""
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[Instant | None]
    received_at: Mapped[Instant]
    processed_at: Mapped[Instant | None]
    parked_at: Mapped[Instant | None]
    """Set: only a person replays it."""
