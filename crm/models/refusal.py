"""Webhooks that were refused: the last of each origin, and how many there were."""

from sqlalchemy import BigInteger, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, one_of


class WebhookRefusal(Base):
    """One row an origin, for all organizations: who a refused request is for, nobody knows."""

    __tablename__ = "webhook_refusals"
    __table_args__ = (
        CheckConstraint(one_of("origin", "provider", "stranger", "probe"), name="origin"),
    )

    origin: Mapped[str] = mapped_column(primary_key=True)
    """`provider`: signed with our token, for another address. `probe`: our own test."""
    count: Mapped[int] = mapped_column(BigInteger)
    last_at: Mapped[Instant]
    expected_address: Mapped[str]
    """The address it should have been signed for."""
    signed_address: Mapped[str | None]
    """The address it was signed for, where that could be found out."""
