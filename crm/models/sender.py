"""A WhatsApp sender: one of the operator's own numbers, and the lease of who drains it."""

from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Key, Organization


class WhatsappSender(Base):
    """One number that clients write to; it also says which organization a message is for."""

    __tablename__ = "whatsapp_senders"
    __table_args__ = (CheckConstraint("rate_per_second > 0", name="rate"),)

    id: Mapped[Key]
    organization_id: Mapped[Organization] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(unique=True)
    """As the provider writes it: `whatsapp:+14155238886`."""
    name: Mapped[str]
    rate_per_second: Mapped[float] = mapped_column(server_default="80")
    lease_owner: Mapped[str | None]
    lease_until: Mapped[Instant | None]
    paused_at: Mapped[Instant | None]
    """Set when only the operator can mend what is wrong; nothing is sent until it is cleared."""
    paused_code: Mapped[str | None]
    paused_reason: Mapped[str | None]
    tested_at: Mapped[Instant | None]
    """When the way in was last tested (crm.way_in)."""
    test_answers: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """What that test found."""
    created_at: Mapped[CreatedAt]
