"""A note of the team about a booking; the client never sees it."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Key, Organization


class BookingNote(Base):
    """One note, as somebody wrote it; notes are added and never changed."""

    __tablename__ = "booking_notes"
    __table_args__ = (Index("ix_booking_notes_booking_id_id", "booking_id", "id"),)

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str]
    created_at: Mapped[Instant]
