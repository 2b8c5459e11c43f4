"""Add what the templates' pages and their worker need: a title, and when to ask the provider."""

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"


def upgrade() -> None:
    """Bring the schema up."""
    when = sa.DateTime(timezone=True)
    op.add_column("whatsapp_templates", sa.Column("title", sa.String(), nullable=True))
    op.add_column("whatsapp_templates", sa.Column("submit_at", when, nullable=True))
    op.add_column("whatsapp_templates", sa.Column("submit_problem", sa.String(), nullable=True))
    op.create_index(
        "ix_whatsapp_templates_submit_at",
        "whatsapp_templates",
        ["submit_at"],
        postgresql_where=sa.text("submit_at IS NOT NULL"),
    )
    op.add_column("organizations", sa.Column("templates_sync_at", when, nullable=True))
    op.execute("UPDATE organizations SET templates_sync_at = now()")
    op.create_index(
        "ix_communications_templates",
        "communications",
        ["organization_id", "template_name", "created_at"],
        postgresql_where=sa.text("template_name IS NOT NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_communications_templates", "communications")
    op.drop_column("organizations", "templates_sync_at")
    op.drop_index("ix_whatsapp_templates_submit_at", "whatsapp_templates")
    for column in ("submit_problem", "submit_at", "title"):
        op.drop_column("whatsapp_templates", column)
