"""Where a booking stands with its money: the one place that adds payments and refunds up.

Pages, messages, the machine and the schedule all ask here, so all give the same number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.models import Booking, Payment, Refund

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Standing:
    """A booking's money, all in its currency."""

    currency: str
    total: Decimal
    received: Decimal
    """Payments that succeeded."""
    refunded: Decimal
    """Refunds that succeeded."""
    refunding: Decimal
    """Refunds on their way."""
    processing: Decimal
    """Payments on their way."""

    @property
    def paid(self) -> Decimal:
        """What is ours of it: received less refunded."""
        return self.received - self.refunded

    @property
    def due(self) -> Decimal:
        """What is still to be paid; never below nothing."""
        return max(NOTHING, self.total - self.paid)

    @property
    def credit(self) -> Decimal:
        """What was paid beyond the total."""
        return max(NOTHING, self.paid - self.total)

    @property
    def status(self) -> str:
        """unpaid, partial, paid, overpaid or refunded."""
        if self.paid <= 0:
            return "refunded" if self.refunded > 0 else "unpaid"
        if self.paid < self.total:
            return "partial"
        return "paid" if self.paid == self.total else "overpaid"


def of(session: Session, booking: Booking) -> Standing:
    """The booking's money as its payments and refunds say it now."""
    return of_all(session, [booking])[booking.id]


def of_all(session: Session, bookings: Sequence[Booking]) -> dict[int, Standing]:
    """The money of each booking by its id, in two queries for all of them."""
    ids = [booking.id for booking in bookings]
    payments, refunds = _sums(session, Payment, ids), _sums(session, Refund, ids)
    return {
        booking.id: _stands(booking, payments.get(booking.id, {}), refunds.get(booking.id, {}))
        for booking in bookings
    }


def paid_before(session: Session, booking: Booking, at: datetime) -> Decimal:
    """What was ours at a moment: received less refunded until then."""
    sums = (
        session.scalar(
            select(func.coalesce(func.sum(model.amount), 0)).where(
                model.booking_id == booking.id, model.succeeded_at < at
            )
        )
        for model in (Payment, Refund)
    )
    received, refunded = (Decimal(one or 0) for one in sums)
    return received - refunded


def _stands(
    booking: Booking, payments: Mapping[str, Decimal], refunds: Mapping[str, Decimal]
) -> Standing:
    return Standing(
        currency=booking.currency,
        total=booking.total_amount,
        received=payments.get("succeeded", NOTHING),
        refunded=refunds.get("succeeded", NOTHING),
        refunding=refunds.get("requested", NOTHING) + refunds.get("processing", NOTHING),
        processing=payments.get("processing", NOTHING),
    )


def _sums(
    session: Session, model: type[Payment] | type[Refund], ids: Sequence[int]
) -> dict[int, dict[str, Decimal]]:
    """By booking and status."""
    sums: dict[int, dict[str, Decimal]] = {}
    found = session.execute(
        select(model.booking_id, model.status, func.sum(model.amount))
        .where(model.booking_id.in_(ids))
        .group_by(model.booking_id, model.status)
    )
    for booking_id, status, amount in found:
        sums.setdefault(booking_id, {})[status] = amount
    return sums
