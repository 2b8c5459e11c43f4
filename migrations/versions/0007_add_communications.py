"""Add messages, their files and their status callbacks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "communications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("communication_type", sa.String(), server_default="whatsapp", nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), server_default="text", nullable=False),
        sa.Column("body", sa.String(), server_default="", nullable=False),
        sa.Column("media_url", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("reply_to_id", sa.BigInteger(), nullable=True),
        sa.Column("whatsapp_message_id", sa.String(), nullable=True),
        sa.Column("whatsapp_status", sa.String(), nullable=False),
        sa.Column("template_name", sa.String(), nullable=True),
        sa.Column("template_language", sa.String(), nullable=True),
        sa.Column("template_params", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("template_id", sa.BigInteger(), nullable=True),
        sa.Column("template_only", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=True),
        sa.Column("retry_of", sa.BigInteger(), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("vain_attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("suppressed_reason", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(direction = 'inbound') = (whatsapp_status = 'received')",
            name=op.f("ck_communications_received"),
        ),
        sa.CheckConstraint(
            "author IN ('client', 'agent', 'system')", name=op.f("ck_communications_author")
        ),
        sa.CheckConstraint(
            "communication_type IN ('whatsapp')", name=op.f("ck_communications_communication_type")
        ),
        sa.CheckConstraint(
            "direction IN ('inbound', 'outbound')", name=op.f("ck_communications_direction")
        ),
        sa.CheckConstraint(
            "whatsapp_status <> 'queued' OR not_before IS NOT NULL",
            name=op.f("ck_communications_queued_has_a_time"),
        ),
        sa.CheckConstraint(
            "whatsapp_status IN ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'suppressed', 'received')",
            name=op.f("ck_communications_whatsapp_status"),
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_communications_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_communications_conversation_id"),
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_communications_lead_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_communications_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["communications.id"], name=op.f("fk_communications_reply_to_id")
        ),
        sa.ForeignKeyConstraint(
            ["retry_of"], ["communications.id"], name=op.f("fk_communications_retry_of")
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["whatsapp_senders.id"], name=op.f("fk_communications_sender_id")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["whatsapp_templates.id"], name=op.f("fk_communications_template_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_communications_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communications")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_communications_dedupe_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_communications_public_id")),
        sa.UniqueConstraint(
            "whatsapp_message_id", name=op.f("uq_communications_whatsapp_message_id")
        ),
    )
    op.create_index(
        "ix_communications_ahead",
        "communications",
        ["conversation_id", "id"],
        unique=False,
        postgresql_where=sa.text("whatsapp_status IN ('queued', 'sending')"),
    )
    op.create_index(
        "ix_communications_client_id_id", "communications", ["client_id", "id"], unique=False
    )
    op.create_index(
        "ix_communications_conversation_id_id",
        "communications",
        ["conversation_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_communications_due",
        "communications",
        ["sender_id", "not_before", "id"],
        unique=False,
        postgresql_where=sa.text("whatsapp_status = 'queued'"),
    )
    op.create_index("ix_communications_lead_id", "communications", ["lead_id"], unique=False)
    op.create_index(
        "ix_communications_unsettled",
        "communications",
        ["next_look_at"],
        unique=False,
        postgresql_where=sa.text("whatsapp_status = 'sending'"),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("communication_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_url", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("storage_key", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(state = 'stored') = (storage_key IS NOT NULL)", name=op.f("ck_attachments_stored")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'stored', 'missing', 'refused')",
            name=op.f("ck_attachments_state"),
        ),
        sa.ForeignKeyConstraint(
            ["communication_id"],
            ["communications.id"],
            name=op.f("fk_attachments_communication_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_attachments_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint(
            "communication_id", "position", name=op.f("uq_attachments_communication_id_position")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachments_public_id")),
    )
    op.create_index(
        "ix_attachments_waiting",
        "attachments",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "delivery_reports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("communication_id", sa.BigInteger(), nullable=True),
        sa.Column("whatsapp_message_id", sa.String(), nullable=False),
        sa.Column("provider_status", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["communication_id"],
            ["communications.id"],
            name=op.f("fk_delivery_reports_communication_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_reports")),
        sa.UniqueConstraint(
            "whatsapp_message_id",
            "provider_status",
            "error_code",
            name=op.f("uq_delivery_reports_whatsapp_message_id_provider_status_error_code"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        "ix_delivery_reports_communication_id",
        "delivery_reports",
        ["communication_id"],
        unique=False,
    )
    op.create_index(
        "ix_delivery_reports_orphans",
        "delivery_reports",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("communication_id IS NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(
        "ix_delivery_reports_orphans",
        table_name="delivery_reports",
        postgresql_where=sa.text("communication_id IS NULL"),
    )
    op.drop_index("ix_delivery_reports_communication_id", table_name="delivery_reports")
    op.drop_table("delivery_reports")
    op.drop_index(
        "ix_attachments_waiting",
        table_name="attachments",
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_table("attachments")
    op.drop_index(
        "ix_communications_unsettled",
        table_name="communications",
        postgresql_where=sa.text("whatsapp_status = 'sending'"),
    )
    op.drop_index("ix_communications_lead_id", table_name="communications")
    op.drop_index(
        "ix_communications_due",
        table_name="communications",
        postgresql_where=sa.text("whatsapp_status = 'queued'"),
    )
    op.drop_index("ix_communications_conversation_id_id", table_name="communications")
    op.drop_index("ix_communications_client_id_id", table_name="communications")
    op.drop_index(
        "ix_communications_ahead",
        table_name="communications",
        postgresql_where=sa.text("whatsapp_status IN ('queued', 'sending')"),
    )
    op.drop_table("communications")
