"""A merge: two clients who turned out to be one person, and what it takes to part them again."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Json, Key, Organization, PublicId


class ClientMerge(Base):
    """One merge; of those that stand, a client is merged away by one at most."""

    __tablename__ = "client_merges"
    __table_args__ = (
        CheckConstraint("kept_id <> merged_id", name="two"),
        Index("ix_client_merges_kept_id", "kept_id"),
        Index(
            "uq_client_merges_standing",
            "merged_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    kept_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    merged_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    moved: Mapped[Json]
    """Ids of what moved, and the values that were changed: see crm.merging.record."""
    merged_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    merged_at: Mapped[Instant]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[Instant | None]
