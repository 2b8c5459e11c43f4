"""Add the lines, seats and history of bookings, and the keys of those who ask."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0014"
down_revision: str | None = "0013"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "idempotency_keys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("response", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_idempotency_keys_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint(
            "organization_id",
            "endpoint",
            "key",
            name=op.f("uq_idempotency_keys_organization_id_endpoint_key"),
        ),
    )
    op.create_table(
        "booking_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_status", sa.String(), nullable=True),
        sa.Column("to_status", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_user_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "data",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "actor IN ('agent', 'client', 'system', 'provider')",
            name=op.f("ck_booking_events_actor"),
        ),
        sa.CheckConstraint(
            "event IN ('create', 'change_quote', 'offer_sent', 'place_hold', 'request_payment', 'payment_succeeded', 'late_payment_revived', 'refund_succeeded', 'ttl', 'cancel', 'departure_ended', 'agent_confirm', 'change_participants', 'move_departure', 'adjust', 'reschedule')",
            name=op.f("ck_booking_events_event"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_user_id"], ["users.id"], name=op.f("fk_booking_events_actor_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_events_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_booking_events_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_events")),
    )
    op.create_index(
        "ix_booking_events_booking_id_id", "booking_events", ["booking_id", "id"], unique=False
    )
    op.create_table(
        "booking_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=True),
        sa.Column("provider_ref", sa.String(), nullable=True),
        sa.Column("starts_local", sa.DateTime(), nullable=True),
        sa.Column("ends_local", sa.DateTime(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("from_place", sa.String(), nullable=True),
        sa.Column("to_place", sa.String(), nullable=True),
        sa.Column("from_iata", sa.String(), nullable=True),
        sa.Column("to_iata", sa.String(), nullable=True),
        sa.Column("quantity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("status", sa.String(), server_default="requested", nullable=False),
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
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
            "CASE kind WHEN 'discount' THEN amount < 0 WHEN 'adjustment' THEN true ELSE amount >= 0 END",
            name=op.f("ck_booking_items_sign"),
        ),
        sa.CheckConstraint(
            "kind IN ('tour', 'flight', 'hotel', 'car', 'transfer', 'experience', 'fee', 'discount', 'tax', 'adjustment')",
            name=op.f("ck_booking_items_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'confirmed', 'cancelled')",
            name=op.f("ck_booking_items_status"),
        ),
        sa.CheckConstraint("amount = quantity * unit_price", name=op.f("ck_booking_items_amount")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_booking_items_quantity")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_items_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["currency"], ["currencies.code"], name=op.f("fk_booking_items_currency")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_booking_items_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_items")),
    )
    op.create_index("ix_booking_items_booking_id", "booking_items", ["booking_id"], unique=False)
    op.create_table(
        "seat_allocations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("tour_departure_id", sa.BigInteger(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "release_reason IN ('expired', 'cancelled', 'moved', 'changed')",
            name=op.f("ck_seat_allocations_release_reason"),
        ),
        sa.CheckConstraint(
            "(released_at IS NULL) = (release_reason IS NULL)",
            name=op.f("ck_seat_allocations_released"),
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_seat_allocations_seats")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_seat_allocations_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_seat_allocations_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tour_departure_id"],
            ["tour_departures.id"],
            name=op.f("fk_seat_allocations_tour_departure_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_allocations")),
    )
    op.create_index(
        "ix_seat_allocations_departure",
        "seat_allocations",
        ["tour_departure_id"],
        unique=False,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_index(
        "uq_seat_allocations_live",
        "seat_allocations",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(
        "uq_seat_allocations_live",
        table_name="seat_allocations",
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_index(
        "ix_seat_allocations_departure",
        table_name="seat_allocations",
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_table("seat_allocations")
    op.drop_index("ix_booking_items_booking_id", table_name="booking_items")
    op.drop_table("booking_items")
    op.drop_index("ix_booking_events_booking_id_id", table_name="booking_events")
    op.drop_table("booking_events")
    op.drop_table("idempotency_keys")
