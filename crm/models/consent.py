"""Consent: what a client said about being written to. Append-only; the last row stands."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, Instant, Key, Organization, one_of


class ClientConsent(Base):
    """One statement, with its evidence; the database refuses to change or delete it.

    Only whose it is may change: it goes along where two clients turn out to be one."""

    __tablename__ = "client_consents"
    __table_args__ = (
        CheckConstraint(one_of("state", "opted_in", "opted_out"), name="state"),
        CheckConstraint(one_of("scope", "all", "marketing"), name="scope"),
        CheckConstraint(
            one_of("source", "client_message", "provider", "delivery_error", "agent"),
            name="source",
        ),
        Index("ix_client_consents_client_id_id", "client_id", "id"),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    state: Mapped[str]
    scope: Mapped[str] = mapped_column(server_default="all")
    """All messages, or those of the category marketing alone."""
    source: Mapped[str]
    evidence: Mapped[str]
    """The client's exact words, or the provider's code."""
    evidence_communication_id: Mapped[int | None] = mapped_column(ForeignKey("communications.id"))
    at: Mapped[Instant]
