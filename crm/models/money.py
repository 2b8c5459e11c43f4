"""What is owed and what was paid: installments, payments, refunds, claims."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import (
    Amount,
    Base,
    CreatedAt,
    CurrencyCode,
    Instant,
    Key,
    Organization,
    PublicId,
    one_of,
)

OWED = ("pending", "partially_paid", "overdue")
"""An installment in one of these still wants money."""
METHODS = ("cash", "card", "bank_transfer", "kaspi", "mobile_money", "paypal", "other")
PAYMENT_STATUSES = ("initiated", "pending", "processing", "succeeded", "failed", "cancelled")


class PaymentInstallment(Base):
    """One part of a booking's price, with the local day by which it is due."""

    __tablename__ = "payment_installments"
    __table_args__ = (
        UniqueConstraint("booking_id", "seq"),
        CheckConstraint(one_of("kind", "deposit", "balance", "installment", "full"), name="kind"),
        CheckConstraint(one_of("status", *OWED, "paid", "waived", "cancelled"), name="status"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("paid_amount BETWEEN 0 AND amount", name="paid_amount"),
        CheckConstraint("(status = 'paid') = (paid_at IS NOT NULL)", name="paid_at"),
        CheckConstraint("status <> 'paid' OR paid_amount = amount", name="paid"),
        Index(
            "ix_payment_installments_owed",
            "due_date",
            "id",
            postgresql_where=text("status IN ('pending', 'partially_paid')"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    seq: Mapped[int]
    kind: Mapped[str]
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]
    due_date: Mapped[date] = mapped_column(Date)
    """The last day, in the organization's zone."""
    status: Mapped[str] = mapped_column(server_default="pending")
    paid_amount: Mapped[Amount] = mapped_column(server_default="0")
    """Its share of what was paid, oldest due first; derived by crm.payments.allocation."""
    paid_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class Payment(Base):
    """Money that came, or is on its way. `succeeded` is final; going back is a refund."""

    __tablename__ = "payments"
    __table_args__ = (
        UniqueConstraint("organization_id", "provider", "provider_ref"),
        UniqueConstraint("organization_id", "idempotency_key"),
        CheckConstraint(one_of("status", *PAYMENT_STATUSES), name="status"),
        CheckConstraint(one_of("payment_method", *METHODS), name="payment_method"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(status = 'succeeded') = (succeeded_at IS NOT NULL)", name="succeeded_at"),
        Index("ix_payments_booking_id", "booking_id"),
        Index("ix_payments_provider_status", "provider", "status"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]
    payment_date: Mapped[date] = mapped_column(Date)
    payment_method: Mapped[str]
    provider: Mapped[str] = mapped_column(server_default="agent")
    """Who told us: `agent`, `statement`, or a payment provider's name."""
    provider_ref: Mapped[str | None]
    """Their own id of the payment: a second one of it is no second payment."""
    idempotency_key: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="initiated")
    failure_code: Mapped[str | None]
    payer_name: Mapped[str | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    succeeded_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class Refund(Base):
    """Money that goes back to the client, of one payment."""

    __tablename__ = "refunds"
    __table_args__ = (
        UniqueConstraint("organization_id", "idempotency_key"),
        CheckConstraint(
            one_of("status", "requested", "processing", "succeeded", "failed", "cancelled"),
            name="status",
        ),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(status = 'succeeded') = (succeeded_at IS NOT NULL)", name="succeeded_at"),
        Index("ix_refunds_booking_id", "booking_id"),
        Index("ix_refunds_payment_id", "payment_id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    amount: Mapped[Amount]
    currency: Mapped[CurrencyCode]
    status: Mapped[str] = mapped_column(server_default="requested")
    reason: Mapped[str]
    provider_ref: Mapped[str | None]
    idempotency_key: Mapped[str | None]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    succeeded_at: Mapped[Instant | None]
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class PaymentClaim(Base):
    """“I have paid”: pauses reminders and asks a person; it never marks anything paid."""

    __tablename__ = "payment_claims"
    __table_args__ = (
        CheckConstraint(one_of("status", "open", "matched", "rejected", "expired"), name="status"),
        CheckConstraint(one_of("source", "button", "words", "media", "page"), name="source"),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed"),
        Index(
            "uq_payment_claims_open",
            "booking_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index(
            "ix_payment_claims_waiting",
            "opened_at",
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    organization_id: Mapped[Organization]
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    source: Mapped[str]
    communication_id: Mapped[int | None] = mapped_column(ForeignKey("communications.id"))
    """What the client wrote, where it came by WhatsApp."""
    receipt_key: Mapped[str | None]
    """The receipt uploaded on the payment page, in the file store."""
    receipt_type: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="open")
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    handled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[Instant]
    escalated_at: Mapped[Instant | None]
    """When its time was over and a person was told that reminders go on."""
    closed_at: Mapped[Instant | None]
