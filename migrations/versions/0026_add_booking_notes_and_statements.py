"""Add the team's notes about bookings, and the statements that were uploaded."""

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"


LIVE = ("booking_notes", "booking_items", "client_links")
"""Tables whose changes open pages of bookings hear of, too."""


def upgrade() -> None:
    """Bring the schema up."""
    _add_booking_notes()
    _add_statements()
    for table in LIVE:
        op.execute(
            f"CREATE TRIGGER live AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION tell_live('bookings')"
        )


def _add_booking_notes() -> None:
    op.create_table(
        "booking_notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_booking_notes_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_booking_notes_booking_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_booking_notes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_notes")),
    )
    op.create_index("ix_booking_notes_booking_id_id", "booking_notes", ["booking_id", "id"])


def _add_statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("currency", sa.CHAR(3), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_statements_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["currency"], ["currencies.code"], name=op.f("fk_statements_currency")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["users.id"], name=op.f("fk_statements_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("public_id", name=op.f("uq_statements_public_id")),
    )
    op.create_index("ix_statements_organization_id_id", "statements", ["organization_id", "id"])


def downgrade() -> None:
    """Take it back."""
    for table in LIVE:
        op.execute(f"DROP TRIGGER live ON {table}")
    op.drop_table("statements")
    op.drop_table("booking_notes")
