"""Add leads, one open per client."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "leads",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), server_default="new", nullable=False),
        sa.Column("source", sa.String(), server_default="whatsapp", nullable=False),
        sa.Column(
            "source_detail",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("assigned_agent_id", sa.BigInteger(), nullable=True),
        sa.Column("unread_messages_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_reason", sa.String(), nullable=True),
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
            "source IN ('whatsapp', 'website', 'manual', 'import')", name=op.f("ck_leads_source")
        ),
        sa.CheckConstraint(
            "status IN ('new', 'contacted', 'qualified', 'quoted', 'won', 'lost')",
            name=op.f("ck_leads_status"),
        ),
        sa.ForeignKeyConstraint(
            ["assigned_agent_id"], ["users.id"], name=op.f("fk_leads_assigned_agent_id")
        ),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_leads_client_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_leads_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
        sa.UniqueConstraint("public_id", name=op.f("uq_leads_public_id")),
    )
    op.create_index("ix_leads_client_id_id", "leads", ["client_id", "id"], unique=False)
    op.create_index(
        "ix_leads_organization_id_status", "leads", ["organization_id", "status"], unique=False
    )
    op.create_index(
        "uq_leads_open_client",
        "leads",
        ["client_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('new', 'contacted', 'qualified', 'quoted')"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index(
        "uq_leads_open_client",
        table_name="leads",
        postgresql_where=sa.text("status IN ('new', 'contacted', 'qualified', 'quoted')"),
    )
    op.drop_index("ix_leads_organization_id_status", table_name="leads")
    op.drop_index("ix_leads_client_id_id", table_name="leads")
    op.drop_table("leads")
