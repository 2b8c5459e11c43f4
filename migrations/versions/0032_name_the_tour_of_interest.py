"""Call the tour that a lead asks about as other programs know it: tour_interest_id."""

from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"


def upgrade() -> None:
    """Bring the schema up."""
    op.alter_column("leads", "tour_id", new_column_name="tour_interest_id")
    op.execute("ALTER TABLE leads RENAME CONSTRAINT fk_leads_tour_id TO fk_leads_tour_interest_id")


def downgrade() -> None:
    """Take it back."""
    op.execute("ALTER TABLE leads RENAME CONSTRAINT fk_leads_tour_interest_id TO fk_leads_tour_id")
    op.alter_column("leads", "tour_interest_id", new_column_name="tour_id")
