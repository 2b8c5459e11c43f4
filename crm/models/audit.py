"""An audit entry: who of the team changed what, and when."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Json, Key, Organization


class AuditEntry(Base):
    """One deed; the database refuses to change or delete it."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_organization_id_id", "organization_id", "id"),
        Index("ix_audit_log_organization_id_user_id_id", "organization_id", "user_id", "id"),
        Index("ix_audit_log_organization_id_subject_id", "organization_id", "subject", "id"),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """NULL: nobody of the team, but whoever works at the server."""
    action: Mapped[str]
    """Noun and past participle: `booking.cancelled`, `client.merged`."""
    subject: Mapped[str]
    """What it was done to, as `table:id`: `bookings:7`."""
    facts: Mapped[Json]
    """What the entry needs to be understood later; amounts and instants as text."""
    at: Mapped[Instant]
