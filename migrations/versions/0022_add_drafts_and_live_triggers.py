"""Add what is typed and not yet sent, and tell on one channel what has changed."""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"

# A payload is `<organization> <topic>[ <a conversation's public id>]`; organization 0 is everybody.
# It names what changed and never says what it is now: each reader asks for what is theirs to see.
# Equal payloads of one transaction are one, and go out when it is committed.
FUNCTIONS = {
    "tell_live": """
        PERFORM pg_notify('dreamland_live', coalesce(CASE TG_OP WHEN 'DELETE'
            THEN OLD.organization_id ELSE NEW.organization_id END, 0) || ' ' || TG_ARGV[0]);
    """,
    "tell_live_conversation": """
        PERFORM pg_notify('dreamland_live',
            NEW.organization_id || ' conversations ' || NEW.public_id);
    """,
    # Of a row in a conversation. Nothing is found while the conversation itself is being deleted.
    "tell_live_in_conversation": """
        PERFORM pg_notify('dreamland_live',
            organization_id || ' ' || TG_ARGV[0] || ' ' || public_id)
        FROM conversations WHERE id = CASE TG_OP WHEN 'DELETE'
            THEN OLD.conversation_id ELSE NEW.conversation_id END;
    """,
    "tell_live_attachment": """
        PERFORM pg_notify('dreamland_live',
            v.organization_id || ' conversations ' || v.public_id)
        FROM communications m JOIN conversations v ON v.id = m.conversation_id
        WHERE m.id = NEW.communication_id;
    """,
    "tell_live_everybody": """
        PERFORM pg_notify('dreamland_live', '0 everything');
    """,
}
# An inbound message always changes its conversation's row, so its own row tells nothing: that
# keeps the road of the webhooks at one announcement. For the same reason a lead's counts are
# told by its conversation.
ANY = "INSERT OR UPDATE OR DELETE"
TRIGGERS = (
    ("conversations", "INSERT OR UPDATE", "", "tell_live_conversation()"),
    ("communications", "UPDATE", "", "tell_live_in_conversation('conversations')"),
    ("attachments", "UPDATE", "", "tell_live_attachment()"),
    ("drafts", ANY, "", "tell_live_in_conversation('typing')"),
    (
        "leads",
        "UPDATE",
        "WHEN (OLD.unread_messages_count = NEW.unread_messages_count)",
        "tell_live('leads')",
    ),
    ("clients", ANY, "", "tell_live('clients')"),
    ("client_consents", ANY, "", "tell_live('clients')"),
    ("tasks", ANY, "", "tell_live('tasks')"),
    ("bookings", ANY, "", "tell_live('bookings')"),
    ("booking_participants", ANY, "", "tell_live('bookings')"),
    ("payment_installments", ANY, "", "tell_live('bookings')"),
    ("payments", ANY, "", "tell_live('bookings')"),
    ("refunds", ANY, "", "tell_live('bookings')"),
    ("payment_claims", ANY, "", "tell_live('bookings')"),
    ("payment_reminders", ANY, "", "tell_live('bookings')"),
    ("documents", ANY, "", "tell_live('bookings')"),
    ("tours", ANY, "", "tell_live('departures')"),
    ("tour_departures", ANY, "", "tell_live('departures')"),
    ("whatsapp_templates", ANY, "", "tell_live('templates')"),
    ("whatsapp_senders", ANY, "", "tell_live('tasks')"),
    (
        "user_sessions",
        "UPDATE",
        "WHEN (OLD.revoked_at IS DISTINCT FROM NEW.revoked_at)",
        "tell_live('access')",
    ),
    (
        "users",
        "UPDATE",
        "WHEN ((OLD.is_active, OLD.role, OLD.password_digest)"
        " IS DISTINCT FROM (NEW.is_active, NEW.role, NEW.password_digest))",
        "tell_live('access')",
    ),
    ("demo_clock", "INSERT OR UPDATE", "", "tell_live_everybody()"),
)
BORN = (
    (
        "communications",
        "WHEN (NEW.direction = 'outbound')",
        "tell_live_in_conversation('conversations')",
    ),
    ("leads", "", "tell_live('leads')"),
)


def upgrade() -> None:
    """Bring the schema up."""
    _add_drafts()
    for name, body in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
            f"BEGIN{body}    RETURN NULL;\nEND $$"
        )
    for table, events, condition, function in TRIGGERS:
        _after(table, "live", events, condition, function)
    for table, condition, function in BORN:
        _after(table, "live_born", "INSERT", condition, function)


def _add_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_drafts_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_drafts_conversation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "conversation_id", "user_id", name=op.f("uq_drafts_conversation_id_user_id")
        ),
    )


def _after(table: str, name: str, events: str, condition: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} AFTER {events} ON {table} "
        f"FOR EACH ROW {condition} EXECUTE FUNCTION {function}"
    )


def downgrade() -> None:
    """Take it back."""
    for name in FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}() CASCADE")
    op.drop_table("drafts")
