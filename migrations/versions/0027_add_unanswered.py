"""Add since when a client waits for a person, and the task that it becomes."""

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"

BEFORE = (
    "unknown_outcome",
    "not_delivered",
    "window_missed",
    "sender_paused",
    "event_parked",
    "late_payment",
    "unexpected_payment",
    "payment_claim",
    "payment_overdue",
    "refund_due",
    "handover",
    "guide_not_told",
)


def upgrade() -> None:
    """Bring the schema up."""
    op.add_column(
        "organizations",
        sa.Column("answer_within_minutes", sa.Integer(), server_default="30", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_organizations_answer"), "organizations", "answer_within_minutes BETWEEN 1 AND 1440"
    )
    for name in ("waiting_since", "answer_due_at"):
        op.add_column("conversations", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_conversations_answer_due"),
        "conversations",
        "answer_due_at IS NULL OR waiting_since IS NOT NULL",
    )
    op.create_index(
        "ix_conversations_answer_due",
        "conversations",
        ["answer_due_at"],
        postgresql_where=sa.text("answer_due_at IS NOT NULL"),
    )
    _know(*BEFORE, "unanswered")


def _know(*kinds: str) -> None:
    """Let tasks be of these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(op.f("ck_tasks_kind"), "tasks")
    op.create_check_constraint(op.f("ck_tasks_kind"), "tasks", f"kind IN ({listed})")


def downgrade() -> None:
    """Take it back."""
    op.execute("DELETE FROM tasks WHERE kind = 'unanswered'")
    _know(*BEFORE)
    op.drop_index("ix_conversations_answer_due", "conversations")
    op.drop_column("conversations", "answer_due_at")
    op.drop_column("conversations", "waiting_since")
    op.drop_constraint(op.f("ck_organizations_answer"), "organizations")
    op.drop_column("organizations", "answer_within_minutes")
