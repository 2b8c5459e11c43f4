"""Add what the team's pages need: invitations, themes, whose guide, who is next, tests of the way in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0023"
down_revision: str | None = "0022"


def upgrade() -> None:
    """Bring the schema up."""
    _widen_users()
    _add_invites()
    _add_assignment()
    _add_tests_of_the_way_in()
    op.create_index(
        "ix_audit_log_organization_id_user_id_id",
        "audit_log",
        ["organization_id", "user_id", "id"],
    )


def _widen_users() -> None:
    op.add_column("users", sa.Column("guide_client_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_users_guide_client_id"), "users", "clients", ["guide_client_id"], ["id"]
    )
    op.add_column("users", sa.Column("theme", sa.String(), nullable=True))
    op.create_check_constraint("theme", "users", "theme IN ('light', 'dark')")
    op.add_column("users", sa.Column("last_given_at", sa.DateTime(timezone=True), nullable=True))


def _add_invites() -> None:
    op.create_table(
        "invites",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("guide_client_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invites_email_lower")),
        sa.CheckConstraint(
            "role IN ('agent', 'manager', 'admin', 'guide')", name=op.f("ck_invites_role")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_invites_organization_id")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_invites_invited_by")),
        sa.ForeignKeyConstraint(
            ["guide_client_id"], ["clients.id"], name=op.f("fk_invites_guide_client_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invites_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invites_public_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invites_token_digest")),
    )
    op.create_index(
        "ix_invites_open",
        "invites",
        ["organization_id"],
        postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
    )


def _add_assignment() -> None:
    op.add_column(
        "organizations",
        sa.Column("assignment", sa.String(), server_default="by_hand", nullable=False),
    )
    op.create_check_constraint(
        "assignment", "organizations", "assignment IN ('by_hand', 'in_turn', 'last_agent')"
    )


def _add_tests_of_the_way_in() -> None:
    op.add_column(
        "whatsapp_senders", sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("whatsapp_senders", sa.Column("test_answers", postgresql.JSONB(), nullable=True))
    op.create_table(
        "webhook_refusals",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_address", sa.String(), nullable=False),
        sa.Column("signed_address", sa.String(), nullable=True),
        sa.CheckConstraint(
            "origin IN ('provider', 'stranger', 'probe')", name=op.f("ck_webhook_refusals_origin")
        ),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_webhook_refusals")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_audit_log_organization_id_user_id_id", "audit_log")
    op.drop_table("webhook_refusals")
    op.drop_column("whatsapp_senders", "test_answers")
    op.drop_column("whatsapp_senders", "tested_at")
    op.drop_column("organizations", "assignment")
    op.drop_table("invites")
    op.drop_column("users", "last_given_at")
    op.drop_column("users", "theme")
    op.drop_column("users", "guide_client_id")
