"""Add reminders, the notices of guides, and what messages say of bookings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0019"
down_revision: str | None = "0018"

KINDS = "'unknown_outcome', 'not_delivered', 'window_missed', 'sender_paused', 'event_parked'"
MORE_KINDS = (
    "'late_payment', 'unexpected_payment', 'payment_claim', 'payment_overdue', 'refund_due', "
    "'handover', 'guide_not_told'"
)


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "guide_notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("guide_id", sa.BigInteger(), nullable=False),
        sa.Column("tour_departure_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("booking_version", sa.Integer(), nullable=False),
        sa.Column("client_name", sa.String(), nullable=False),
        sa.Column("client_email", sa.String(), nullable=True),
        sa.Column("client_phone", sa.String(), nullable=True),
        sa.Column("event_title", sa.String(), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("seats_before", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("communication_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "event IN ('created', 'changed', 'cancelled')",
            name=op.f("ck_guide_notifications_event"),
        ),
        sa.CheckConstraint(
            "processed = (processed_at IS NOT NULL)", name=op.f("ck_guide_notifications_processed")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_guide_notifications_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["communication_id"],
            ["communications.id"],
            name=op.f("fk_guide_notifications_communication_id"),
        ),
        sa.ForeignKeyConstraint(
            ["guide_id"], ["clients.id"], name=op.f("fk_guide_notifications_guide_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_guide_notifications_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tour_departure_id"],
            ["tour_departures.id"],
            name=op.f("fk_guide_notifications_tour_departure_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_notifications")),
        sa.UniqueConstraint(
            "booking_id",
            "guide_id",
            "event",
            "booking_version",
            name=op.f("uq_guide_notifications_booking_id_guide_id_event_booking_version"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_guide_notifications_public_id")),
    )
    op.create_index(
        "ix_guide_notifications_communication_id",
        "guide_notifications",
        ["communication_id"],
        unique=False,
        postgresql_where=sa.text("communication_id IS NOT NULL"),
    )
    op.create_index(
        "ix_guide_notifications_waiting",
        "guide_notifications",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("NOT processed"),
    )
    op.create_table(
        "payment_reminders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("installment_id", sa.BigInteger(), nullable=False),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), server_default="auto", nullable=False),
        sa.Column("template_name", sa.String(), nullable=False),
        sa.Column("local_due_date", sa.Date(), nullable=False),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), server_default="scheduled", nullable=False),
        sa.Column("skip_reason", sa.String(), nullable=True),
        sa.Column("communication_id", sa.BigInteger(), nullable=True),
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
        sa.CheckConstraint("kind IN ('auto', 'manual')", name=op.f("ck_payment_reminders_kind")),
        sa.CheckConstraint(
            "status IN ('scheduled', 'queued', 'sent', 'skipped', 'cancelled', 'failed')",
            name=op.f("ck_payment_reminders_status"),
        ),
        sa.ForeignKeyConstraint(
            ["communication_id"],
            ["communications.id"],
            name=op.f("fk_payment_reminders_communication_id"),
        ),
        sa.ForeignKeyConstraint(
            ["installment_id"],
            ["payment_installments.id"],
            name=op.f("fk_payment_reminders_installment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_payment_reminders_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_reminders")),
    )
    op.create_index(
        "ix_payment_reminders_communication_id",
        "payment_reminders",
        ["communication_id"],
        unique=False,
        postgresql_where=sa.text("communication_id IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_reminders_installment_id", "payment_reminders", ["installment_id"], unique=False
    )
    op.create_index(
        "ix_payment_reminders_scheduled",
        "payment_reminders",
        ["scheduled_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'scheduled'"),
    )
    op.create_index(
        "uq_payment_reminders_auto",
        "payment_reminders",
        ["installment_id", "offset_days"],
        unique=True,
        postgresql_where=sa.text("kind = 'auto'"),
    )
    op.add_column("communications", sa.Column("booking_id", sa.BigInteger(), nullable=True))
    op.add_column(
        "communications",
        sa.Column(
            "about",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
    )
    op.add_column(
        "communications", sa.Column("answers_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_communications_booking_id",
        "communications",
        ["booking_id", "id"],
        unique=False,
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_communications_booking_id"), "communications", "bookings", ["booking_id"], ["id"]
    )
    op.add_column("whatsapp_templates", sa.Column("header", sa.String(), nullable=True))
    op.create_check_constraint(
        op.f("ck_whatsapp_templates_header"), "whatsapp_templates", "header IN ('document')"
    )
    op.drop_constraint(op.f("ck_tasks_kind"), "tasks")
    op.create_check_constraint(op.f("ck_tasks_kind"), "tasks", f"kind IN ({KINDS}, {MORE_KINDS})")


def downgrade() -> None:
    """Take it back."""
    op.execute(f"DELETE FROM tasks WHERE kind IN ({MORE_KINDS})")
    op.drop_constraint(op.f("ck_tasks_kind"), "tasks")
    op.create_check_constraint(op.f("ck_tasks_kind"), "tasks", f"kind IN ({KINDS})")
    op.drop_constraint(op.f("ck_whatsapp_templates_header"), "whatsapp_templates")
    op.drop_column("whatsapp_templates", "header")
    op.drop_constraint(op.f("fk_communications_booking_id"), "communications", type_="foreignkey")
    op.drop_index(
        "ix_communications_booking_id",
        table_name="communications",
        postgresql_where=sa.text("booking_id IS NOT NULL"),
    )
    op.drop_column("communications", "answers_at")
    op.drop_column("communications", "about")
    op.drop_column("communications", "booking_id")
    op.drop_index(
        "uq_payment_reminders_auto",
        table_name="payment_reminders",
        postgresql_where=sa.text("kind = 'auto'"),
    )
    op.drop_index(
        "ix_payment_reminders_scheduled",
        table_name="payment_reminders",
        postgresql_where=sa.text("status = 'scheduled'"),
    )
    op.drop_index("ix_payment_reminders_installment_id", table_name="payment_reminders")
    op.drop_index(
        "ix_payment_reminders_communication_id",
        table_name="payment_reminders",
        postgresql_where=sa.text("communication_id IS NOT NULL"),
    )
    op.drop_table("payment_reminders")
    op.drop_index(
        "ix_guide_notifications_waiting",
        table_name="guide_notifications",
        postgresql_where=sa.text("NOT processed"),
    )
    op.drop_index(
        "ix_guide_notifications_communication_id",
        table_name="guide_notifications",
        postgresql_where=sa.text("communication_id IS NOT NULL"),
    )
    op.drop_table("guide_notifications")
