"""What is searched: the words of messages and of names, and how far the messages have been read.

The rows are derived and point to what they were made from without a foreign key: a search
joins them with it anyway, and millions of them are written.
"""

from sqlalchemy import ARRAY, BigInteger, Index, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Key

Word = String(collation="C")


class MessageWord(Base):
    """One word, by its stem, of a message that a person wrote."""

    __tablename__ = "message_words"
    __table_args__ = (PrimaryKeyConstraint("organization_id", "word", "communication_id"),)

    organization_id: Mapped[int] = mapped_column(BigInteger)
    word: Mapped[str] = mapped_column(Word)
    communication_id: Mapped[int] = mapped_column(BigInteger)


class ClientWord(Base):
    """One word of a client's name, in small letters; a trigger of `clients` keeps them."""

    __tablename__ = "client_words"
    __table_args__ = (
        PrimaryKeyConstraint("organization_id", "word", "client_id"),
        Index("ix_client_words_client_id", "client_id"),
    )

    organization_id: Mapped[int] = mapped_column(BigInteger)
    word: Mapped[str] = mapped_column(Word)
    client_id: Mapped[int] = mapped_column(BigInteger)


class SearchProgress(Base):
    """The one row that says which messages have their words; see crm.search.indexing."""

    __tablename__ = "search_progress"

    id: Mapped[Key]
    through_id: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """All messages up to here have their words."""
    marked_id: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """The newest message at the last mark."""
    waits_for: Mapped[list[str]] = mapped_column(ARRAY(String), server_default="{}")
    """The transactions that were writing messages then, as PostgreSQL names them."""
    look_at: Mapped[Instant]
    """Not before then."""
