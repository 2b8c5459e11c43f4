"""A schedule as other programs read it: the words and fields of payment_schedule."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crm import money
from crm.models import Payment, PaymentInstallment

DESCRIPTIONS = {
    "deposit": "Deposit",
    "balance": "Balance",
    "installment": "Installment",
    "full": "Full payment",
}
HASHED = "line:"
"""What the id of a payment begins with where a bank gave none: see statement.line."""


def parts(rows: Sequence[PaymentInstallment], payments: Sequence[Payment]) -> list[dict[str, Any]]:
    """Parts in their order as JSON; `payments` that succeeded, the oldest first."""
    found, until = [], Decimal(0)
    for row in rows:
        until += row.amount
        is_paid = row.status == "paid"
        found.append(
            {
                "description": DESCRIPTIONS[row.kind],
                "amount": money.plain(row.amount, row.currency),
                "due_date": row.due_date.isoformat(),
                "paid": is_paid,
                "paid_at": row.paid_at.isoformat() if row.paid_at else None,
                "transaction_id": _reached_by(payments, until) if is_paid else None,
            }
        )
    return found


def _reached_by(payments: Sequence[Payment], until: Decimal) -> str | None:
    """The payment with which all of them came to so much."""
    came = Decimal(0)
    for payment in payments:
        came += payment.amount
        if came >= until:
            reference = payment.provider_ref or HASHED
            return str(payment.public_id) if reference.startswith(HASHED) else reference
    return None
