"""Add people and the addresses they write from."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "clients",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), server_default="client", nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_is_placeholder", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("preferred_language", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
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
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_clients_name")),
        sa.CheckConstraint("kind IN ('client', 'internal')", name=op.f("ck_clients_kind")),
        sa.CheckConstraint("phone ~ '^[+][1-9][0-9]{5,14}$'", name=op.f("ck_clients_phone")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_clients_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint(
            "organization_id", "phone", name=op.f("uq_clients_organization_id_phone")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_clients_public_id")),
    )
    op.create_table(
        "client_addresses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_client_addresses_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_client_addresses_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_addresses")),
        sa.UniqueConstraint(
            "organization_id", "address", name=op.f("uq_client_addresses_organization_id_address")
        ),
    )
    op.create_index(
        op.f("ix_client_addresses_client_id"), "client_addresses", ["client_id"], unique=False
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_client_addresses_client_id"), table_name="client_addresses")
    op.drop_table("client_addresses")
    op.drop_table("clients")
