"""The double-entry ledger. Append-only; the database refuses what does not balance."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Amount, Base, CurrencyCode, Instant, Key, Organization, one_of


class LedgerAccount(Base):
    """One account of an organization in one currency."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (
        UniqueConstraint("organization_id", "code", "currency"),
        CheckConstraint(one_of("kind", "asset", "liability", "income", "expense"), name="kind"),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    code: Mapped[str]
    """client_receivable, deferred_revenue, tour_revenue, cancellation_fee_income, cash:<method>."""
    kind: Mapped[str]
    currency: Mapped[CurrencyCode]


class LedgerTransaction(Base):
    """One posting: two entries or more that balance."""

    __tablename__ = "ledger_transactions"
    __table_args__ = (
        UniqueConstraint("organization_id", "dedupe_key"),
        Index("ix_ledger_transactions_booking_id", "booking_id"),
    )

    id: Mapped[Key]
    organization_id: Mapped[Organization]
    dedupe_key: Mapped[str]
    """`payment:12`, `confirm:7`: the same posting a second time is none."""
    kind: Mapped[str]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refunds.id"))
    occurred_at: Mapped[Instant]
    memo: Mapped[str] = mapped_column(server_default="")


class LedgerEntry(Base):
    """One side of a posting."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint(one_of("type", "debit", "credit"), name="type"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_ledger_entries_transaction_id", "transaction_id"),
        Index("ix_ledger_entries_account_id", "account_id"),
    )

    id: Mapped[Key]
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transactions.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("ledger_accounts.id"))
    type: Mapped[str]
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]
