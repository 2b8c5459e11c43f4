"""An attachment: one file of a message, kept in the file store.

A client's is fetched by a worker; an agent's is stored before its message is queued.
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Key, Organization, PublicId, one_of


class Attachment(Base):
    """One file. `waiting` is the order to fetch it, from `next_attempt_at` on."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint(one_of("state", "waiting", "stored", "missing", "refused"), name="state"),
        CheckConstraint("(state = 'stored') = (storage_key IS NOT NULL)", name="stored"),
        UniqueConstraint("communication_id", "position"),
        Index(
            "ix_attachments_waiting", "next_attempt_at", postgresql_where=text("state = 'waiting'")
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    communication_id: Mapped[int] = mapped_column(ForeignKey("communications.id"))
    position: Mapped[int]
    source_url: Mapped[str]
    """The provider's address of it; empty for an agent's."""
    content_type: Mapped[str]
    """As announced; after fetching, as the content itself says."""
    file_name: Mapped[str | None]
    size: Mapped[int | None]
    """Bytes."""
    state: Mapped[str] = mapped_column(server_default="waiting")
    """`missing`: given up after all tries; `refused`: will never be taken. Both can be fetched
    again by an agent."""
    storage_key: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[Instant]
    error: Mapped[str | None]
    created_at: Mapped[CreatedAt]
