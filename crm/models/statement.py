"""A bank's statement as it was uploaded; its lines are read from it whenever it is looked at."""

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CurrencyCode, Instant, Key, Organization, PublicId


class Statement(Base):
    """One file. What became of a line is said by its payment, never kept here."""

    __tablename__ = "statements"
    __table_args__ = (Index("ix_statements_organization_id_id", "organization_id", "id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    currency: Mapped[CurrencyCode]
    """Of lines that name none."""
    method: Mapped[str]
    """How its money came."""
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    uploaded_at: Mapped[Instant]
    applied_at: Mapped[Instant | None]
    """When it was applied last."""
