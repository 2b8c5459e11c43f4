"""An organization: the tour operator every other row belongs to."""

from datetime import time
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, CurrencyCode, Instant, Json, Key, PublicId, one_of

WORKING_HOURS = (
    '{"monday": ["09:00", "18:00"], "tuesday": ["09:00", "18:00"], '
    '"wednesday": ["09:00", "18:00"], "thursday": ["09:00", "18:00"], '
    '"friday": ["09:00", "18:00"], "saturday": ["09:00", "18:00"]}'
)
"""Monday to Saturday, 09:00 to 18:00; a day that is not named is closed."""

ASSIGNMENTS = ("by_hand", "in_turn", "last_agent")
"""Who gets a conversation that nobody has: whoever takes it; the agents one after the other;
whoever served the client last, else one after the other."""


class Organization(Base):
    """One operator and its habits; `flask organization set` changes them."""

    __tablename__ = "organizations"
    __table_args__ = (
        CheckConstraint("hold_minutes > 0 AND grace_minutes >= 0", name="hold"),
        CheckConstraint("deposit_percent BETWEEN 0 AND 100", name="deposit"),
        CheckConstraint("answer_within_minutes BETWEEN 1 AND 1440", name="answer"),
        CheckConstraint("balance_due_days >= 0 AND quote_valid_days > 0", name="days"),
        CheckConstraint(one_of("assignment", *ASSIGNMENTS), name="assignment"),
    )

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
    assignment: Mapped[str] = mapped_column(server_default="by_hand")
    answer_within_minutes: Mapped[int] = mapped_column(server_default="30")
    """Of working time: a client who waits longer for a person becomes a task."""
    quiet_start: Mapped[time] = mapped_column(server_default="21:00")
    quiet_end: Mapped[time] = mapped_column(server_default="09:00")
    default_currency: Mapped[CurrencyCode] = mapped_column(server_default="KZT")
    hold_minutes: Mapped[int] = mapped_column(server_default="1440")
    """How long seats are held for a client who has not paid."""
    grace_minutes: Mapped[int] = mapped_column(server_default="120")
    """How long after that a payment on its way is still waited for, before seats are released."""
    deposit_percent: Mapped[Decimal] = mapped_column(Numeric(5, 2), server_default="50")
    balance_due_days: Mapped[int] = mapped_column(server_default="30")
    """Days before the departure by which the rest is due."""
    quote_valid_days: Mapped[int] = mapped_column(server_default="3")
    reminder_offsets: Mapped[list[int]] = mapped_column(
        ARRAY(SmallInteger), server_default=text("'{-7,-3,0,2}'::smallint[]")
    )
    """Days from a due date at which the client is reminded."""
    reminder_time: Mapped[time] = mapped_column(server_default="10:00")
    """Local, where the client is."""
    overdue_cancel_days: Mapped[int | None]
    """Days after a due date at which unpaid bookings are to be cancelled (a person does it);
    NULL: never, and then no last call is sent either."""
    pays_on_site: Mapped[bool] = mapped_column(server_default="false")
    """Whether a booking not paid in full may be completed."""
    payment_link: Mapped[str | None]
    """The operator's own link for being paid, `{code}` and `{amount}` filled in."""
    payment_details: Mapped[str | None]
    """Bank details as the payment page shows them; the booking code is added."""
    office_phone: Mapped[str | None]
    brand_color: Mapped[str] = mapped_column(server_default="#0B6B5D")
    brand_logo_key: Mapped[str | None]
    """The logo's key in the file store."""
    hide_prices: Mapped[bool] = mapped_column(server_default="false")
    """Vouchers without prices."""
    privacy_url: Mapped[str | None]
    """The operator's own privacy page; without it our plain one stands in."""
    templates_sync_at: Mapped[Instant | None]
    """When to read next what the provider holds of the templates; NULL: not planned."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
