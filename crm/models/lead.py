"""A lead: one wish of a client to buy, from the first message to won or lost."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Json, Key, Organization, PublicId, one_of

OPEN = ("new", "contacted", "qualified", "quoted")
"""The states in which a lead is worked on; a client has one such lead at most."""


class Lead(Base):
    """One wish to buy; its unread count and last message follow the conversation."""

    __tablename__ = "leads"
    __table_args__ = (
        CheckConstraint(one_of("status", *OPEN, "won", "lost"), name="status"),
        CheckConstraint(one_of("source", "whatsapp", "website", "manual", "import"), name="source"),
        Index(
            "uq_leads_open_client",
            "client_id",
            unique=True,
            postgresql_where=text(one_of("status", *OPEN)),
        ),
        Index("ix_leads_organization_id_status_id", "organization_id", "status", "id"),
        Index("ix_leads_client_id_id", "client_id", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    status: Mapped[str] = mapped_column(server_default="new")
    source: Mapped[str] = mapped_column(server_default="whatsapp")
    source_detail: Mapped[Json]
    """The advertisement the first message came from, as the provider described it."""
    tour_interest_id: Mapped[int | None] = mapped_column(ForeignKey("tours.id"))
    """The tour they ask about, as an agent understood it."""
    assigned_agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unread_messages_count: Mapped[int] = mapped_column(server_default="0")
    last_message_at: Mapped[Instant | None]
    lost_at: Mapped[Instant | None]
    lost_reason: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
