"""A departure: a tour on one day, with its seats."""

from datetime import date, time

from sqlalchemy import CheckConstraint, Computed, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import (
    Amount,
    Base,
    CreatedAt,
    CurrencyCode,
    Instant,
    Key,
    Organization,
    PublicId,
    one_of,
)

STATUSES = ("scheduled", "open", "closed", "cancelled", "departed", "completed")


class TourDeparture(Base):
    """One departure. Seats are claimed by one conditional UPDATE of `seats_taken`.

    At every commit the database holds `seats_taken` to the sum of the live allocations.
    """

    __tablename__ = "tour_departures"
    __table_args__ = (
        UniqueConstraint(
            "tour_id", "departure_date", "departure_time", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("seats_taken BETWEEN 0 AND capacity", name="seats"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("status <> 'cancelled' OR seats_taken = 0", name="cancelled_is_empty"),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("end_date >= departure_date", name="end"),
        CheckConstraint(one_of("status", *STATUSES), name="status"),
        Index(
            "ix_tour_departures_organization_id_departure_date", "organization_id", "departure_date"
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    tour_id: Mapped[int] = mapped_column(ForeignKey("tours.id"))
    departure_date: Mapped[date] = mapped_column(Date)
    """A local day in `timezone`."""
    departure_time: Mapped[time | None]
    """Local; NULL: it is not fixed, and the day alone is told."""
    end_date: Mapped[date] = mapped_column(Date)
    """The last local day, included."""
    timezone: Mapped[str]
    starts_at: Mapped[Instant]
    """The local start as an instant; a day without a time begins at its first moment."""
    price: Mapped[Amount]
    """A person."""
    currency: Mapped[CurrencyCode]
    capacity: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(server_default="0")
    available_seats: Mapped[int] = mapped_column(Computed("capacity - seats_taken", persisted=True))
    guide_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"), index=True)
    """A client of kind `internal`."""
    list_told_at: Mapped[Instant | None]
    """When an agent gave the guide the group's list by phone: then it is not sent."""
    meeting_point: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="open")
    """Seats are sold while it is `open`."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
