"""Add when an agent gave a guide the group's list by phone."""

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column(
        "tour_departures", sa.Column("list_told_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("tour_departures", "list_told_at")
