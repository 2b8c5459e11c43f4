"""A client: a person, and the WhatsApp addresses they were seen writing from."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Key, Organization, PublicId, one_of


class Client(Base):
    """A person. Inserted with only organization, name and phone, it is a full client."""

    __tablename__ = "clients"
    __table_args__ = (
        UniqueConstraint("organization_id", "phone"),
        CheckConstraint(one_of("kind", "client", "internal"), name="kind"),
        CheckConstraint("btrim(name) <> ''", name="name"),
        CheckConstraint("phone ~ '^[+][1-9][0-9]{5,14}$'", name="phone"),
        Index(
            "ix_clients_phone_end",
            "organization_id",
            literal_column("reverse(phone)").label("phone_end"),
            postgresql_ops={"phone_end": "text_pattern_ops"},
        ),
        CheckConstraint("merged_into_id IS NULL OR phone IS NULL", name="merged"),
        Index("ix_clients_tags", "tags", postgresql_using="gin"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    kind: Mapped[str] = mapped_column(server_default="client")
    """`internal` is a guide or colleague: logged, but no lead, welcome, report or reminder."""
    name: Mapped[str]
    name_is_placeholder: Mapped[bool] = mapped_column(server_default="false")
    """The number or id stands in for a name not known yet."""
    phone: Mapped[str | None]
    """E.164 in today's dialled form, or NULL where WhatsApp hides it."""
    email: Mapped[str | None]
    preferred_language: Mapped[str | None]
    """What an agent set; else guessed at the first message with letters and kept."""
    timezone: Mapped[str | None]
    """What an agent set, an IANA name; NULL: derived from the number."""
    notes: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'::text[]"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("clients.id"))
    """Who they turned out to be: such a row only leads there, and is found nowhere."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class ClientAddress(Base):
    """One WhatsApp address of a client, exactly as received; answers go to it."""

    __tablename__ = "client_addresses"
    __table_args__ = (UniqueConstraint("organization_id", "address"),)

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    address: Mapped[str]
    first_seen_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
