"""Add what clients say and are given: claims, links, documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0018"
down_revision: str | None = "0017"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "client_links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_client_links_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_client_links_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_links")),
        sa.UniqueConstraint("token", name=op.f("uq_client_links_token")),
    )
    op.create_index(
        "uq_client_links_live",
        "client_links",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=True),
        sa.Column("tour_departure_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('voucher', 'receipt', 'manifest')", name=op.f("ck_documents_kind")
        ),
        sa.CheckConstraint(
            "num_nonnulls(booking_id, tour_departure_id) = 1", name=op.f("ck_documents_subject")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_documents_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_documents_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_documents_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["tour_departure_id"],
            ["tour_departures.id"],
            name=op.f("fk_documents_tour_departure_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "kind",
            "booking_id",
            "tour_departure_id",
            "payment_id",
            "version",
            name="uq_documents_version",
            postgresql_nulls_not_distinct=True,
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_documents_public_id")),
    )
    op.create_index("ix_documents_booking_id", "documents", ["booking_id"], unique=False)
    op.create_index(
        "ix_documents_tour_departure_id", "documents", ["tour_departure_id"], unique=False
    )
    op.create_table(
        "payment_claims",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("communication_id", sa.BigInteger(), nullable=True),
        sa.Column("receipt_key", sa.String(), nullable=True),
        sa.Column("receipt_type", sa.String(), nullable=True),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("handled_by", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'open') = (closed_at IS NULL)", name=op.f("ck_payment_claims_closed")
        ),
        sa.CheckConstraint(
            "source IN ('button', 'words', 'media', 'page')", name=op.f("ck_payment_claims_source")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'matched', 'rejected', 'expired')",
            name=op.f("ck_payment_claims_status"),
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_payment_claims_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["communication_id"],
            ["communications.id"],
            name=op.f("fk_payment_claims_communication_id"),
        ),
        sa.ForeignKeyConstraint(
            ["handled_by"], ["users.id"], name=op.f("fk_payment_claims_handled_by")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_payment_claims_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_payment_claims_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_claims")),
        sa.UniqueConstraint("public_id", name=op.f("uq_payment_claims_public_id")),
    )
    op.create_index(
        "ix_payment_claims_waiting",
        "payment_claims",
        ["opened_at"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "uq_payment_claims_open",
        "payment_claims",
        ["booking_id"],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "file_links",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_file_links_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_file_links_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_links")),
        sa.UniqueConstraint("token", name=op.f("uq_file_links_token")),
    )
    op.create_index(op.f("ix_file_links_document_id"), "file_links", ["document_id"], unique=False)
    op.add_column(
        "client_consents", sa.Column("scope", sa.String(), server_default="all", nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_client_consents_scope"), "client_consents", "scope IN ('all', 'marketing')"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_constraint(op.f("ck_client_consents_scope"), "client_consents")
    op.drop_column("client_consents", "scope")
    op.drop_index(op.f("ix_file_links_document_id"), table_name="file_links")
    op.drop_table("file_links")
    op.drop_index(
        "uq_payment_claims_open",
        table_name="payment_claims",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_index(
        "ix_payment_claims_waiting",
        table_name="payment_claims",
        postgresql_where=sa.text("status = 'open'"),
    )
    op.drop_table("payment_claims")
    op.drop_index("ix_documents_tour_departure_id", table_name="documents")
    op.drop_index("ix_documents_booking_id", table_name="documents")
    op.drop_table("documents")
    op.drop_index(
        "uq_client_links_live",
        table_name="client_links",
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_table("client_links")
