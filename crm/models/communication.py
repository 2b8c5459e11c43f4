"""A communication: one message, in or out, or a call; with everything that happened to it."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base, CreatedAt, Instant, Json, Key, Organization, PublicId, one_of

TYPES = ("whatsapp", "phone", "email", "sms")
STATUSES = ("queued", "sending", "sent", "delivered", "read", "failed", "suppressed", "received")


class Communication(Base):
    """One message. An outbound row in `queued` is the order to send it, from `not_before` on."""

    __tablename__ = "communications"
    __table_args__ = (
        CheckConstraint(one_of("whatsapp_status", *STATUSES), name="whatsapp_status"),
        CheckConstraint(one_of("direction", "inbound", "outbound"), name="direction"),
        CheckConstraint(one_of("author", "client", "agent", "system"), name="author"),
        CheckConstraint(one_of("communication_type", *TYPES), name="communication_type"),
        CheckConstraint(
            "(direction = 'inbound') = (whatsapp_status = 'received')", name="received"
        ),
        CheckConstraint(
            "communication_type = 'whatsapp' OR (whatsapp_status IN ('sent', 'received') "
            "AND whatsapp_message_id IS NULL AND user_id IS NOT NULL)",
            name="noted_by_hand",
        ),
        CheckConstraint(
            "whatsapp_status <> 'queued' OR not_before IS NOT NULL", name="queued_has_a_time"
        ),
        Index("ix_communications_conversation_id_id", "conversation_id", "id"),
        Index("ix_communications_client_id_id", "client_id", "id"),
        Index("ix_communications_lead_id", "lead_id"),
        Index(
            "ix_communications_retry_of",
            "retry_of",
            postgresql_where=text("retry_of IS NOT NULL"),
        ),
        Index(
            "ix_communications_booking_id",
            "booking_id",
            "id",
            postgresql_where=text("booking_id IS NOT NULL"),
        ),
        Index("ix_communications_created_at", "created_at", postgresql_using="brin"),
        Index(
            "ix_communications_templates",
            "organization_id",
            "template_name",
            "created_at",
            postgresql_where=text("template_name IS NOT NULL"),
        ),
        Index(
            "ix_communications_due",
            "sender_id",
            "not_before",
            "id",
            postgresql_where=text("whatsapp_status = 'queued'"),
        ),
        Index(
            "ix_communications_ahead",
            "conversation_id",
            "id",
            postgresql_where=text("whatsapp_status IN ('queued', 'sending')"),
        ),
        Index(
            "ix_communications_unsettled",
            "next_look_at",
            postgresql_where=text("whatsapp_status = 'sending'"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))
    sender_id: Mapped[int] = mapped_column(ForeignKey("whatsapp_senders.id"))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))
    about: Mapped[Json]
    """Ids of what an automatic message speaks of (installment, payment, refund, notification,
    document), and words fixed when it was written; the rest is read when it is sent."""
    answers_at: Mapped[Instant | None]
    """When the client did what this answers: for 30 minutes it may go at any hour."""
    communication_type: Mapped[str] = mapped_column(server_default="whatsapp")
    """Whatever is not WhatsApp was noted by hand: it is never sent, and moves no window."""
    direction: Mapped[str]
    author: Mapped[str]
    """Who speaks: the client, an agent, or the system by itself."""
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The agent, where the author is one; of what was noted by hand, who noted it."""
    kind: Mapped[str] = mapped_column(server_default="text")
    """text, image, audio, video, document, sticker, location, contacts, button, list, flow,
    reaction, template, unknown."""
    body: Mapped[str] = mapped_column(server_default="")
    media_url: Mapped[str | None]
    media_type: Mapped[str | None]
    details: Mapped[Json]
    """What the provider said beyond the columns."""
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("communications.id"))
    """The message that was answered, where we have it."""
    whatsapp_message_id: Mapped[str | None] = mapped_column(unique=True)
    """The provider's sid."""
    whatsapp_status: Mapped[str]
    template_name: Mapped[str | None]
    template_language: Mapped[str | None]
    """Chosen by an agent; NULL until sending for automatic ones, which follow the client's."""
    template_params: Mapped[dict[str, str] | None] = mapped_column(JSONB)
    """Name to value, as an agent filled them; automatic ones are filled when sending."""
    template_id: Mapped[int | None] = mapped_column(ForeignKey("whatsapp_templates.id"))
    """The version that was sent."""
    template_only: Mapped[bool] = mapped_column(server_default="false")
    """Go by its approved template even where the window looks open (63016 said it is not)."""
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    """What makes a second writing of the message impossible: `welcome:<lead>`, a form's key."""
    retry_of: Mapped[int | None] = mapped_column(ForeignKey("communications.id"))
    not_before: Mapped[Instant | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    """How often it was claimed for sending."""
    claimed_at: Mapped[Instant | None]
    call_ended_at: Mapped[Instant | None]
    """When a call ended without an answer, where that was recorded."""
    next_look_at: Mapped[Instant | None]
    """When to ask the provider for a message in `sending`; NULL there: a person settles it."""
    looks: Mapped[int] = mapped_column(server_default="0")
    """How often the provider's list was asked in vain in this attempt."""
    vain_attempts: Mapped[int] = mapped_column(server_default="0")
    """How many attempts ended as not taken; after the third it goes to a person."""
    error_code: Mapped[str | None]
    suppressed_reason: Mapped[str | None]
    sent_at: Mapped[Instant | None]
    delivered_at: Mapped[Instant | None]
    read_at: Mapped[Instant | None]
    failed_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]
