"""Add what the conversations' pages read: who waits, what is done, notes, replies, words."""

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"

FOLD_CLIENT = """
CREATE FUNCTION keep_client_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM client_words WHERE client_id = NEW.id;
    INSERT INTO client_words (organization_id, word, client_id)
    SELECT DISTINCT NEW.organization_id, left(word, 60), NEW.id
    FROM regexp_split_to_table(translate(lower(NEW.name), 'ё', 'е'), '[^[:alnum:]]+') AS word
    WHERE word <> '';
    RETURN NULL;
END $$
"""
"""The words of a name as they are searched for; crm.search.names folds what is typed alike."""


def upgrade() -> None:
    """Bring the schema up."""
    _add_lists()
    _add_notes()
    _add_saved_replies()
    _let_links_lead_to_uploads()
    _add_words()
    _add_ends_of_numbers_and_codes()


def _add_lists() -> None:
    op.add_column("conversations", sa.Column("done_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_conversations_latest", table_name="conversations")
    agent: sa.ColumnElement[int] = sa.literal_column("COALESCE(agent_id, 0)")
    waits, is_open = sa.text("waiting_since IS NOT NULL"), sa.text("done_at IS NULL")
    indexes: tuple[tuple[str, list[str | sa.ColumnElement[int]], sa.TextClause], ...] = (
        ("open", ["organization_id", "last_message_at", "id"], is_open),
        ("open_agent", ["organization_id", agent, "last_message_at", "id"], is_open),
        ("waiting", ["organization_id", "last_inbound_at", "id"], waits),
        ("waiting_agent", ["organization_id", agent, "last_inbound_at", "id"], waits),
        ("done", ["organization_id", "last_message_at", "id"], sa.text("done_at IS NOT NULL")),
        ("unread", ["organization_id"], sa.text("unread_count > 0")),
    )
    for name, columns, where in indexes:
        op.create_index(
            f"ix_conversations_{name}", "conversations", columns, postgresql_where=where
        )
    op.create_index(
        "ix_tasks_conversation",
        "tasks",
        ["conversation_id"],
        postgresql_where=sa.text("closed_at IS NULL AND conversation_id IS NOT NULL"),
    )


def _add_notes() -> None:
    op.create_table(
        "conversation_notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("btrim(body) <> ''", name=op.f("ck_conversation_notes_body")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_conversation_notes_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_conversation_notes_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_conversation_notes_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_notes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_conversation_notes_public_id")),
    )
    op.create_index(
        "ix_conversation_notes_conversation_id_created_at",
        "conversation_notes",
        ["conversation_id", "created_at"],
    )
    op.execute(
        "CREATE TRIGGER live AFTER INSERT ON conversation_notes FOR EACH ROW "
        "EXECUTE FUNCTION tell_live_in_conversation('conversations')"
    )


def _add_saved_replies() -> None:
    op.create_table(
        "saved_replies",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("btrim(title) <> ''", name=op.f("ck_saved_replies_title")),
        sa.CheckConstraint("btrim(body) <> ''", name=op.f("ck_saved_replies_body")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_saved_replies_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_replies")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_replies_public_id")),
        sa.UniqueConstraint(
            "organization_id",
            "language",
            "title",
            name=op.f("uq_saved_replies_organization_id_language_title"),
        ),
    )


def _let_links_lead_to_uploads() -> None:
    op.alter_column("file_links", "document_id", nullable=True)
    op.add_column("file_links", sa.Column("attachment_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_file_links_attachment_id"),
        "file_links",
        "attachments",
        ["attachment_id"],
        ["id"],
    )
    op.create_check_constraint(
        op.f("ck_file_links_subject"),
        "file_links",
        "num_nonnulls(document_id, attachment_id) = 1",
    )
    op.create_index(op.f("ix_file_links_attachment_id"), "file_links", ["attachment_id"])


def _add_words() -> None:
    for table, points_to in (("message_words", "communication_id"), ("client_words", "client_id")):
        op.create_table(
            table,
            sa.Column("organization_id", sa.BigInteger(), nullable=False),
            sa.Column("word", sa.String(collation="C"), nullable=False),
            sa.Column(points_to, sa.BigInteger(), nullable=False),
            sa.PrimaryKeyConstraint("organization_id", "word", points_to, name=f"pk_{table}"),
        )
    op.create_index(op.f("ix_client_words_client_id"), "client_words", ["client_id"])
    op.create_table(
        "search_progress",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("through_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("marked_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("waits_for", sa.ARRAY(sa.String()), server_default="{}", nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_progress")),
    )
    op.execute("INSERT INTO search_progress (look_at) VALUES ('epoch')")
    op.execute(FOLD_CLIENT)
    op.execute(
        "CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF name ON clients "
        "FOR EACH ROW EXECUTE FUNCTION keep_client_words()"
    )
    op.execute("UPDATE clients SET name = name")


def _add_ends_of_numbers_and_codes() -> None:
    op.create_index(
        "ix_clients_phone_end",
        "clients",
        ["organization_id", sa.literal_column("reverse(phone)").label("phone_end")],
        postgresql_ops={"phone_end": "text_pattern_ops"},
    )
    op.create_index(
        "ix_bookings_code",
        "bookings",
        ["organization_id", "booking_code"],
        postgresql_ops={"booking_code": "text_pattern_ops"},
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_bookings_code", table_name="bookings")
    op.drop_index("ix_clients_phone_end", table_name="clients")
    op.execute("DROP TRIGGER keep_words ON clients")
    op.execute("DROP FUNCTION keep_client_words()")
    for table in ("search_progress", "client_words", "message_words"):
        op.drop_table(table)
    op.execute("DELETE FROM file_links WHERE attachment_id IS NOT NULL")
    op.drop_constraint("ck_file_links_subject", "file_links")
    op.drop_column("file_links", "attachment_id")
    op.alter_column("file_links", "document_id", nullable=False)
    op.drop_table("saved_replies")
    op.drop_table("conversation_notes")
    op.drop_index("ix_tasks_conversation", table_name="tasks")
    for name in ("unread", "done", "waiting_agent", "waiting", "open_agent", "open"):
        op.drop_index(f"ix_conversations_{name}", table_name="conversations")
    op.drop_column("conversations", "done_at")
    op.create_index(
        "ix_conversations_latest",
        "conversations",
        [
            "organization_id",
            sa.literal_column("last_message_at DESC"),
            sa.literal_column("id DESC"),
        ],
    )
