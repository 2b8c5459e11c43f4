"""A saved reply: what agents write often, in the language of those who read it."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped

from crm.db import Base, Instant, Key, Organization, PublicId


class SavedReply(Base):
    """One text, chosen by its title; it is put into the composer and sent by a person."""

    __tablename__ = "saved_replies"
    __table_args__ = (
        CheckConstraint("btrim(title) <> ''", name="title"),
        CheckConstraint("btrim(body) <> ''", name="body"),
        UniqueConstraint("organization_id", "language", "title"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    language: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[Instant]
    updated_at: Mapped[Instant]
