"""A tour: what the operator sells, whatever the day."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import (
    Amount,
    Base,
    CreatedAt,
    CurrencyCode,
    Key,
    Organization,
    PublicId,
    one_of,
)


class Tour(Base):
    """A multi-day tour, or a session or retreat that lasts minutes."""

    __tablename__ = "tours"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        CheckConstraint(one_of("kind", "tour", "session", "retreat"), name="kind"),
        CheckConstraint("num_nonnulls(duration_days, duration_minutes) = 1", name="duration"),
        CheckConstraint("kind <> 'tour' OR duration_days IS NOT NULL", name="tour_has_days"),
        CheckConstraint("duration_days > 0 OR duration_minutes > 0", name="duration_is_positive"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("base_price >= 0", name="base_price"),
        CheckConstraint("btrim(name) <> ''", name="name"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[str] = mapped_column(server_default="tour")
    base_price: Mapped[Amount]
    """A person, unless a departure says otherwise."""
    currency: Mapped[CurrencyCode]
    capacity: Mapped[int]
    """Of a departure, unless it says otherwise."""
    duration_days: Mapped[int | None]
    duration_minutes: Mapped[int | None]
    includes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'::text[]"))
    """What the price holds, a line each, as the voucher lists it."""
    active: Mapped[bool] = mapped_column(server_default="true")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]

    @property
    def price(self) -> Decimal:
        """The price a person pays where no departure names another."""
        return self.base_price
