"""Add bookings with their people."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "bookings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_code", sa.String(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("tour_departure_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("num_participants", sa.Integer(), nullable=False),
        sa.Column("total_amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("deposit_amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column(
            "price_snapshot",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
        ),
        sa.Column("status", sa.String(), server_default="quote", nullable=False),
        sa.Column("quote_valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hold_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grace_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("needs_attention", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
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
            "(status IN ('hold', 'payment_pending')) = (hold_expires_at IS NOT NULL)",
            name=op.f("ck_bookings_hold_expires_at"),
        ),
        sa.CheckConstraint(
            "cancelled_by IN ('client', 'operator', 'system')",
            name=op.f("ck_bookings_cancelled_by"),
        ),
        sa.CheckConstraint(
            "needs_attention IN ('late_payment', 'overpaid', 'unexpected_payment')",
            name=op.f("ck_bookings_needs_attention"),
        ),
        sa.CheckConstraint(
            "status = 'quote' OR price_snapshot IS NOT NULL", name=op.f("ck_bookings_snapshot")
        ),
        sa.CheckConstraint(
            "status IN ('quote', 'hold', 'payment_pending', 'confirmed', 'paid', 'completed', 'expired', 'cancelled')",
            name=op.f("ck_bookings_status"),
        ),
        sa.CheckConstraint("end_date >= start_date", name=op.f("ck_bookings_dates")),
        sa.CheckConstraint("num_participants > 0", name=op.f("ck_bookings_participants")),
        sa.CheckConstraint("total_amount >= 0", name=op.f("ck_bookings_total")),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_bookings_client_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_bookings_conversation_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_bookings_created_by")),
        sa.ForeignKeyConstraint(
            ["currency"], ["currencies.code"], name=op.f("fk_bookings_currency")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_bookings_lead_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_bookings_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["tour_departure_id"],
            ["tour_departures.id"],
            name=op.f("fk_bookings_tour_departure_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("booking_code", name=op.f("uq_bookings_booking_code")),
        sa.UniqueConstraint(
            "organization_id",
            "idempotency_key",
            name=op.f("uq_bookings_organization_id_idempotency_key"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_bookings_public_id")),
    )
    op.create_index("ix_bookings_client_id_id", "bookings", ["client_id", "id"], unique=False)
    op.create_index(
        "ix_bookings_hold_expires_at",
        "bookings",
        ["hold_expires_at", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('hold', 'payment_pending')"),
    )
    op.create_index(
        "ix_bookings_organization_id_status_created_at",
        "bookings",
        ["organization_id", "status", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_bookings_tour_departure_id", "bookings", ["tour_departure_id"], unique=False
    )
    op.create_index(
        "ix_bookings_under_way",
        "bookings",
        ["end_date"],
        unique=False,
        postgresql_where=sa.text("status IN ('confirmed', 'paid')"),
    )
    op.create_index(
        "uq_bookings_live_lead",
        "bookings",
        ["lead_id"],
        unique=True,
        postgresql_where=sa.text("status NOT IN ('expired', 'cancelled')"),
    )
    op.create_table(
        "booking_participants",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), server_default="", nullable=False),
        sa.Column("relationship", sa.String(), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("requirements", sa.String(), server_default="", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("age BETWEEN 0 AND 120", name=op.f("ck_booking_participants_age")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_participants_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_booking_participants_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_booking_participants_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_participants")),
    )
    op.create_index(
        "ix_booking_participants_booking_id", "booking_participants", ["booking_id"], unique=False
    )
    op.create_index(
        "uq_booking_participants_primary",
        "booking_participants",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("is_primary"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(
        "uq_booking_participants_primary",
        table_name="booking_participants",
        postgresql_where=sa.text("is_primary"),
    )
    op.drop_index("ix_booking_participants_booking_id", table_name="booking_participants")
    op.drop_table("booking_participants")
    op.drop_index(
        "uq_bookings_live_lead",
        table_name="bookings",
        postgresql_where=sa.text("status NOT IN ('expired', 'cancelled')"),
    )
    op.drop_index(
        "ix_bookings_under_way",
        table_name="bookings",
        postgresql_where=sa.text("status IN ('confirmed', 'paid')"),
    )
    op.drop_index("ix_bookings_tour_departure_id", table_name="bookings")
    op.drop_index("ix_bookings_organization_id_status_created_at", table_name="bookings")
    op.drop_index(
        "ix_bookings_hold_expires_at",
        table_name="bookings",
        postgresql_where=sa.text("status IN ('hold', 'payment_pending')"),
    )
    op.drop_index("ix_bookings_client_id_id", table_name="bookings")
    op.drop_table("bookings")
