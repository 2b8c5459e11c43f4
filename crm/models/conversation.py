"""A conversation: the pair of our sender and their address, and what belongs to the pair."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Key, Organization, PublicId


class Conversation(Base):
    """One thread; its last inbound message opens the 24-hour session window."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("sender_id", "address_id"),
        CheckConstraint("unread_count >= 0", name="unread"),
        Index(
            "ix_conversations_open",
            "organization_id",
            "last_message_at",
            "id",
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_conversations_open_agent",
            "organization_id",
            text("COALESCE(agent_id, 0)"),
            "last_message_at",
            "id",
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_conversations_waiting",
            "organization_id",
            "last_inbound_at",
            "id",
            postgresql_where=text("waiting_since IS NOT NULL"),
        ),
        Index(
            "ix_conversations_waiting_agent",
            "organization_id",
            text("COALESCE(agent_id, 0)"),
            "last_inbound_at",
            "id",
            postgresql_where=text("waiting_since IS NOT NULL"),
        ),
        Index(
            "ix_conversations_done",
            "organization_id",
            "last_message_at",
            "id",
            postgresql_where=text("done_at IS NOT NULL"),
        ),
        Index(
            "ix_conversations_unread",
            "organization_id",
            postgresql_where=text("unread_count > 0"),
        ),
        CheckConstraint("answer_due_at IS NULL OR waiting_since IS NOT NULL", name="answer_due"),
        Index(
            "ix_conversations_answer_due",
            "answer_due_at",
            postgresql_where=text("answer_due_at IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    sender_id: Mapped[int] = mapped_column(ForeignKey("whatsapp_senders.id"))
    address_id: Mapped[int] = mapped_column(ForeignKey("client_addresses.id"), index=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    unread_count: Mapped[int] = mapped_column(server_default="0")
    last_message_at: Mapped[Instant]
    last_inbound_at: Mapped[Instant | None]
    """The window is open until 23 h 55 min after it; NULL: they have not written yet."""
    waiting_since: Mapped[Instant | None]
    """The first message that no person has answered; NULL: the client waits for nobody."""
    answer_due_at: Mapped[Instant | None]
    """When to look whether the wait has become a task; NULL once it has."""
    done_at: Mapped[Instant | None]
    """An agent closed it for us; the client's next message opens it again."""
    last_call_at: Mapped[Instant | None]
    """When the provider was last called for it: automatic messages keep 6 s between them."""
    created_at: Mapped[CreatedAt]
