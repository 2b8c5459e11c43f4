"""Add consent, append-only."""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "client_consents",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_communication_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "source IN ('client_message', 'provider', 'delivery_error', 'agent')",
            name=op.f("ck_client_consents_source"),
        ),
        sa.CheckConstraint(
            "state IN ('opted_in', 'opted_out')", name=op.f("ck_client_consents_state")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_client_consents_client_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_communication_id"],
            ["communications.id"],
            name=op.f("fk_client_consents_evidence_communication_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_client_consents_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_consents")),
    )
    op.create_index(
        "ix_client_consents_client_id_id", "client_consents", ["client_id", "id"], unique=False
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON client_consents "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_client_consents_client_id_id", table_name="client_consents")
    op.drop_table("client_consents")
    op.execute("DROP FUNCTION refuse_change()")
