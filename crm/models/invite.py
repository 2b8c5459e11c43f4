"""An invitation: a link by which somebody joins the team, once."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Key, Organization, PublicId, one_of


class Invite(Base):
    """One link; of its token only the digest stands here."""

    __tablename__ = "invites"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint(one_of("role", "agent", "manager", "admin", "guide"), name="role"),
        Index(
            "ix_invites_open",
            "organization_id",
            postgresql_where=text("used_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    email: Mapped[str]
    role: Mapped[str]
    guide_client_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who is given a new password by it; for a newcomer, who came."""
    token_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
