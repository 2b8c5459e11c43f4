"""Links and documents that leave the house: a client's page, a voucher, a file for WhatsApp."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Key, Organization, PublicId, one_of


class ClientLink(Base):
    """A booking's page as its client opens it: whoever has the token may read and pay."""

    __tablename__ = "client_links"
    __table_args__ = (
        Index(
            "uq_client_links_live",
            "booking_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    token: Mapped[str] = mapped_column(unique=True)
    """128 random bits, URL-safe."""
    created_at: Mapped[CreatedAt]
    revoked_at: Mapped[Instant | None]


class Document(Base):
    """A document as it was issued: its facts are kept, and drawn as a PDF whenever asked for."""

    __tablename__ = "documents"
    __table_args__ = (
        CheckConstraint(one_of("kind", "voucher", "receipt", "manifest"), name="kind"),
        CheckConstraint("num_nonnulls(booking_id, tour_departure_id) = 1", name="subject"),
        UniqueConstraint(
            "kind",
            "booking_id",
            "tour_departure_id",
            "payment_id",
            "version",
            name="uq_documents_version",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_documents_booking_id", "booking_id"),
        Index("ix_documents_tour_departure_id", "tour_departure_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    kind: Mapped[str]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    tour_departure_id: Mapped[int | None] = mapped_column(ForeignKey("tour_departures.id"))
    """Of a manifest."""
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    """Of a receipt."""
    language: Mapped[str]
    version: Mapped[int]
    """Grows with every issue of the kind for its subject; the newest replaces the others."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """All that is printed on it; amounts as text."""
    issued_at: Mapped[Instant]


class FileLink(Base):
    """An address under /files/ at which the provider fetches a file, for 24 hours.

    It leads to a document of ours, or to a file that an agent has attached to a message.
    """

    __tablename__ = "file_links"
    __table_args__ = (
        CheckConstraint("num_nonnulls(document_id, attachment_id) = 1", name="subject"),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"), index=True)
    token: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[Instant]
