"""Find whether a message was tried again: a conversation asks it of each it shows."""

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_index(
        "ix_communications_retry_of",
        "communications",
        ["retry_of"],
        postgresql_where=sa.text("retry_of IS NOT NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_communications_retry_of", table_name="communications")
