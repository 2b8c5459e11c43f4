"""A user: someone of the operator's team who signs in."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Key, Organization, PublicId, one_of


class User(Base):
    """One person of the team; `role` says what they may do."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(one_of("role", "agent", "manager", "admin", "guide"), name="role"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint(one_of("theme", "light", "dark"), name="theme"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization] = mapped_column(index=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_digest: Mapped[str]
    role: Mapped[str]
    guide_client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    """Of role guide: the internal client whose departures they see."""
    preferred_language: Mapped[str | None]
    theme: Mapped[str | None]
    """NULL: as their system has it."""
    is_active: Mapped[bool] = mapped_column(server_default="true")
    last_login_at: Mapped[Instant | None]
    last_given_at: Mapped[Instant | None]
    """When a conversation was last given to them by turns; who waits longest is next."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class SignInFailure(Base):
    """Failed sign-ins of one e-mail address, known or not, so that guessing is slow for both."""

    __tablename__ = "sign_in_failures"

    email: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[Instant]
