"""A draft: what somebody types in a conversation and has not sent."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Key, Organization


class Draft(Base):
    """One of a conversation and user; gone when its text is sent, or empty."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("conversation_id", "user_id"),)

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    form_key: Mapped[str]
    """Of the form it is typed into: a draft that comes in after its form was sent is none."""
    body: Mapped[str]
    updated_at: Mapped[Instant]
    """When a key was last pressed, to a second or so."""
