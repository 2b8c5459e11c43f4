"""A template: a message's text in one language and version, with its approval at the provider."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Key, Organization, one_of

APPROVALS = (
    "unsubmitted",
    "received",
    "pending",
    "approved",
    "rejected",
    "paused",
    "disabled",
)


class WhatsappTemplate(Base):
    """One version of one template in one language. A send reads rows only, never files."""

    __tablename__ = "whatsapp_templates"
    __table_args__ = (
        UniqueConstraint("organization_id", "name", "language", "version"),
        CheckConstraint(
            one_of("category", "utility", "marketing", "authentication"), name="category"
        ),
        CheckConstraint(one_of("header", "document"), name="header"),
        Index(
            "ix_whatsapp_templates_submit_at",
            "submit_at",
            postgresql_where=text("submit_at IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    name: Mapped[str]
    language: Mapped[str]
    version: Mapped[int]
    category: Mapped[str]
    content_type: Mapped[str] = mapped_column(server_default="text")
    """text, quick-reply, call-to-action, media or card: what its parts make it."""
    content: Mapped[str]
    """The body, with `{{ name }}` for its variables and nothing else of Jinja2."""
    variables: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=text("'[]'::jsonb")
    )
    """In order: {"name": …, "example": …}; the position is the provider's number."""
    buttons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'::jsonb"))
    """Quick replies {"title": …, "id": …}, whose id may end in `{{ reference }}`, and at most one
    link {"title": …, "page": …} to a page of the booking: offer, trip, pay or receipt."""
    header: Mapped[str | None]
    """`document`: a PDF stands above the text."""
    active: Mapped[bool] = mapped_column(server_default="true")
    """Not withdrawn. Older versions stay active: one goes out until a newer one is approved."""
    content_sid: Mapped[str | None]
    approval_status: Mapped[str] = mapped_column(server_default="unsubmitted")
    """The provider's own word, as last read."""
    rejection_reason: Mapped[str | None]
    synced_at: Mapped[Instant | None]
    title: Mapped[str | None]
    """What people call an operator's own template; those of the stock have theirs in the files."""
    submit_at: Mapped[Instant | None]
    """When to hand it in for approval; NULL: nobody asked, or it is there."""
    submit_problem: Mapped[str | None]
    """Why the provider did not take it the last time."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
