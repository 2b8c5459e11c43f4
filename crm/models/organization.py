"""An organization: the tour operator every other row belongs to."""

from datetime import time

from sqlalchemy import Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Json, Key, PublicId

WORKING_HOURS = (
    '{"monday": ["09:00", "18:00"], "tuesday": ["09:00", "18:00"], '
    '"wednesday": ["09:00", "18:00"], "thursday": ["09:00", "18:00"], '
    '"friday": ["09:00", "18:00"], "saturday": ["09:00", "18:00"]}'
)
"""Monday to Saturday, 09:00 to 18:00; a day that is not named is closed."""


class Organization(Base):
    """One operator and its habits; `flask organization set` changes them."""

    __tablename__ = "organizations"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(server_default="UTC")
    """An IANA name; the zone of working hours and of a client whose own is not known."""
    default_language: Mapped[str] = mapped_column(server_default="ru")
    languages: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default=text("'{en,ru}'::text[]")
    )
    default_region: Mapped[str] = mapped_column(server_default="KZ")
    """ISO 3166; the country of a number typed without its code."""
    working_hours: Mapped[Json] = mapped_column(server_default=text(f"'{WORKING_HOURS}'::jsonb"))
    """Weekday to [opens, closes], local times as HH:MM."""
    quiet_start: Mapped[time] = mapped_column(server_default="21:00")
    quiet_end: Mapped[time] = mapped_column(server_default="09:00")
    privacy_url: Mapped[str | None]
    """The operator's own privacy page; without it our plain one stands in."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
