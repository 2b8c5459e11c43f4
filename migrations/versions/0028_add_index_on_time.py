"""Find the messages of a month: they lie in the order of their time, so a small index does."""

from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_index(
        "ix_communications_created_at", "communications", ["created_at"], postgresql_using="brin"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_communications_created_at", "communications")
