"""Add the numbers clients write to."""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "whatsapp_senders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rate_per_second", sa.Double(), server_default="80", nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_code", sa.String(), nullable=True),
        sa.Column("paused_reason", sa.String(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("rate_per_second > 0", name=op.f("ck_whatsapp_senders_rate")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_whatsapp_senders_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whatsapp_senders")),
        sa.UniqueConstraint("address", name=op.f("uq_whatsapp_senders_address")),
    )
    op.create_index(
        op.f("ix_whatsapp_senders_organization_id"),
        "whatsapp_senders",
        ["organization_id"],
        unique=False,
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_whatsapp_senders_organization_id"), table_name="whatsapp_senders")
    op.drop_table("whatsapp_senders")
