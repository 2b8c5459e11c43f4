"""A note: what the team says to itself in a conversation; it is never sent."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Key, Organization, PublicId


class ConversationNote(Base):
    """One note. In a table of its own, so that no road to the client passes by it."""

    __tablename__ = "conversation_notes"
    __table_args__ = (
        CheckConstraint("btrim(body) <> ''", name="body"),
        Index("ix_conversation_notes_conversation_id_created_at", "conversation_id", "created_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str]
    created_at: Mapped[Instant]
