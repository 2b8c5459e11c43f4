"""Add the ledger, and hold money to its rules."""

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"

FINAL = """
CREATE FUNCTION refuse_changed_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'succeeded' AND (OLD.status, OLD.booking_id, OLD.amount, OLD.currency)
            IS DISTINCT FROM (NEW.status, NEW.booking_id, NEW.amount, NEW.currency) THEN
        RAISE EXCEPTION '% % has succeeded, and that is final', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
BALANCED = """
CREATE FUNCTION check_ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    posting bigint := coalesce(to_jsonb(NEW)->>'transaction_id', to_jsonb(NEW)->>'id')::bigint;
    sides integer;
    uneven integer;
BEGIN
    SELECT count(*) INTO sides FROM ledger_entries WHERE transaction_id = posting;
    SELECT count(*) INTO uneven FROM (
        SELECT 1 FROM ledger_entries WHERE transaction_id = posting GROUP BY currency
        HAVING sum(CASE type WHEN 'debit' THEN amount ELSE -amount END) <> 0) AS currencies;
    IF sides < 2 OR uneven > 0 THEN
        RAISE EXCEPTION 'ledger transaction % does not balance', posting
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
OWN_ACCOUNT = """
CREATE FUNCTION check_account_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.currency <> (SELECT currency FROM ledger_accounts WHERE id = NEW.account_id) THEN
        RAISE EXCEPTION 'account % is not in %', NEW.account_id, NEW.currency
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
SCALED = {
    "payment_installments": "'amount', 'paid_amount'",
    "payments": "'amount'",
    "refunds": "'amount'",
    "ledger_entries": "'amount'",
}


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.CheckConstraint(
            "kind IN ('asset', 'liability', 'income', 'expense')",
            name=op.f("ck_ledger_accounts_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["currency"], ["currencies.code"], name=op.f("fk_ledger_accounts_currency")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_ledger_accounts_organization_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint(
            "organization_id",
            "code",
            "currency",
            name=op.f("uq_ledger_accounts_organization_id_code_currency"),
        ),
    )
    op.create_table(
        "ledger_transactions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("booking_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("refund_id", sa.BigInteger(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("memo", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_ledger_transactions_booking_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_ledger_transactions_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_ledger_transactions_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refunds.id"], name=op.f("fk_ledger_transactions_refund_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transactions")),
        sa.UniqueConstraint(
            "organization_id",
            "dedupe_key",
            name=op.f("uq_ledger_transactions_organization_id_dedupe_key"),
        ),
    )
    op.create_index(
        "ix_ledger_transactions_booking_id", "ledger_transactions", ["booking_id"], unique=False
    )
    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.CheckConstraint("type IN ('debit', 'credit')", name=op.f("ck_ledger_entries_type")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_entries_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["currency"], ["currencies.code"], name=op.f("fk_ledger_entries_currency")
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_ledger_entries_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
    )
    op.create_index("ix_ledger_entries_account_id", "ledger_entries", ["account_id"], unique=False)
    op.create_index(
        "ix_ledger_entries_transaction_id", "ledger_entries", ["transaction_id"], unique=False
    )
    for function in (FINAL, BALANCED, OWN_ACCOUNT):
        op.execute(function)
    for table, columns in SCALED.items():
        _before(table, "money_scale", "INSERT OR UPDATE", f"check_money_scale({columns})")
    for table in ("payment_installments", "payments", "refunds"):
        _before(table, "own_currency", "INSERT OR UPDATE", "check_booking_currency()")
    for table in ("payments", "refunds"):
        _before(table, "final", "UPDATE", "refuse_changed_payment()")
    _before("ledger_entries", "own_account", "INSERT", "check_account_currency()")
    for table in ("ledger_transactions", "ledger_entries"):
        _before(table, "append_only", "UPDATE OR DELETE", "refuse_change()")
        op.execute(
            f"CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_balance()"
        )


def _before(table: str, name: str, events: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}"
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("payment_installments", "payments", "refunds"):
        op.execute(f"DROP TRIGGER money_scale ON {table}")
        op.execute(f"DROP TRIGGER own_currency ON {table}")
    op.drop_index("ix_ledger_entries_transaction_id", table_name="ledger_entries")
    op.drop_index("ix_ledger_entries_account_id", table_name="ledger_entries")
    op.drop_table("ledger_entries")
    op.drop_index("ix_ledger_transactions_booking_id", table_name="ledger_transactions")
    op.drop_table("ledger_transactions")
    op.drop_table("ledger_accounts")
    for name in ("refuse_changed_payment", "check_ledger_balance", "check_account_currency"):
        op.execute(f"DROP FUNCTION {name}() CASCADE")
