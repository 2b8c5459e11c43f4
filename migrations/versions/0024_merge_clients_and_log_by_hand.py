"""Merge clients, tag them, note what was said outside WhatsApp, give leads a tour."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0024"
down_revision: str | None = "0023"

# A statement belongs to a person; where two rows turn out to be one, it goes along, unchanged.
_REFUSE = """
CREATE FUNCTION refuse_changed_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR to_jsonb(NEW) - 'client_id' IS DISTINCT FROM to_jsonb(OLD) - 'client_id' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    """Bring the schema up."""
    _add_tags_and_mark_the_merged()
    _add_client_merges()
    _let_consents_go_along()
    op.add_column("leads", sa.Column("tour_interest_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_leads_tour_interest_id"), "leads", "tours", ["tour_interest_id"], ["id"]
    )
    op.drop_index("ix_leads_organization_id_status", table_name="leads")
    op.create_index(
        "ix_leads_organization_id_status_id", "leads", ["organization_id", "status", "id"]
    )
    _take_calls_letters_and_short_messages()


def _add_tags_and_mark_the_merged() -> None:
    op.add_column(
        "clients",
        sa.Column(
            "tags",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
    )
    op.create_index("ix_clients_tags", "clients", ["tags"], postgresql_using="gin")
    op.add_column("clients", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_clients_merged_into_id"), "clients", "clients", ["merged_into_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_clients_merged"), "clients", "merged_into_id IS NULL OR phone IS NULL"
    )


def _add_client_merges() -> None:
    op.create_table(
        "client_merges",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "moved",
            postgresql.JSONB(),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("merged_by", sa.BigInteger(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_client_merges_two")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_client_merges_organization_id")
        ),
        sa.ForeignKeyConstraint(["kept_id"], ["clients.id"], name=op.f("fk_client_merges_kept_id")),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["clients.id"], name=op.f("fk_client_merges_merged_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["users.id"], name=op.f("fk_client_merges_merged_by")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["users.id"], name=op.f("fk_client_merges_undone_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_merges")),
        sa.UniqueConstraint("public_id", name=op.f("uq_client_merges_public_id")),
    )
    op.create_index("ix_client_merges_kept_id", "client_merges", ["kept_id"])
    op.create_index(
        "uq_client_merges_standing",
        "client_merges",
        ["merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def _let_consents_go_along() -> None:
    op.execute(_REFUSE)
    op.execute("DROP TRIGGER append_only ON client_consents")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON client_consents "
        "FOR EACH ROW EXECUTE FUNCTION refuse_changed_consent()"
    )


def _take_calls_letters_and_short_messages() -> None:
    op.drop_constraint(op.f("ck_communications_communication_type"), "communications")
    op.create_check_constraint(
        op.f("ck_communications_communication_type"),
        "communications",
        "communication_type IN ('whatsapp', 'phone', 'email', 'sms')",
    )
    op.create_check_constraint(
        op.f("ck_communications_noted_by_hand"),
        "communications",
        "communication_type = 'whatsapp' OR (whatsapp_status IN ('sent', 'received') "
        "AND whatsapp_message_id IS NULL AND user_id IS NOT NULL)",
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_constraint(op.f("ck_communications_noted_by_hand"), "communications")
    op.drop_constraint(op.f("ck_communications_communication_type"), "communications")
    op.create_check_constraint(
        op.f("ck_communications_communication_type"),
        "communications",
        "communication_type IN ('whatsapp')",
    )
    op.drop_index("ix_leads_organization_id_status_id", table_name="leads")
    op.create_index("ix_leads_organization_id_status", "leads", ["organization_id", "status"])
    op.drop_column("leads", "tour_interest_id")
    op.execute("DROP TRIGGER append_only ON client_consents")
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON client_consents "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute("DROP FUNCTION refuse_changed_consent()")
    op.drop_table("client_merges")
    op.drop_constraint(op.f("ck_clients_merged"), "clients")
    op.drop_column("clients", "merged_into_id")
    op.drop_index("ix_clients_tags", table_name="clients")
    op.drop_column("clients", "tags")
