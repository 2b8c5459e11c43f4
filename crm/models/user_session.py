"""A user's session: one browser that has signed in, until it leaves or is told to."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Key, Organization, PublicId


class UserSession(Base):
    """One signed-in browser. Its cookie holds a token of which only the digest stands here."""

    __tablename__ = "user_sessions"
    __table_args__ = (
        Index("ix_user_sessions_live", "user_id", postgresql_where=text("revoked_at IS NULL")),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_digest: Mapped[str] = mapped_column(unique=True)
    password_mark: Mapped[str]
    """Of the password it was opened with: another password ends it."""
    browser: Mapped[str]
    """As it named itself, for the person to know it again."""
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    """To five minutes."""
    expires_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
