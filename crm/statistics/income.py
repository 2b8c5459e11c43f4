"""Bookings and money by month, each currency by itself: what was sold, came in and went back."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.models import Booking, Organization, Payment, Refund
from crm.statistics.month import Month

MONTHS = 6
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Income:
    """One month in one currency."""

    month: Month
    bookings: int
    """Confirmed in it."""
    sold: Decimal
    """Their prices as they are now."""
    received: Decimal
    """By the day on which it was paid."""
    returned: Decimal
    """Refunds that arrived."""


def currencies(session: Session, organization: Organization) -> list[str]:
    """Those in which something was booked, the operator's own first."""
    found = session.scalars(
        select(Booking.currency).where(Booking.organization_id == organization.id).distinct()
    )
    own = organization.default_currency
    return sorted({own, *found}, key=lambda currency: (currency != own, currency))


def by_month(
    session: Session, organization: Organization, currency: str, last: Month
) -> list[Income]:
    """Six months up to `last`, the oldest first."""
    return [
        _of(session, organization, currency, last.back(months))
        for months in reversed(range(MONTHS))
    ]


def _of(session: Session, organization: Organization, currency: str, month: Month) -> Income:
    bookings, sold = session.execute(
        select(func.count(), func.coalesce(func.sum(Booking.total_amount), NOTHING)).where(
            Booking.organization_id == organization.id,
            Booking.currency == currency,
            Booking.confirmed_at >= month.begins,
            Booking.confirmed_at < month.ends,
        )
    ).one()
    received = session.scalar(
        select(func.coalesce(func.sum(Payment.amount), NOTHING)).where(
            Payment.organization_id == organization.id,
            Payment.currency == currency,
            Payment.status == "succeeded",
            Payment.payment_date >= month.first,
            Payment.payment_date < month.after,
        )
    )
    returned = session.scalar(
        select(func.coalesce(func.sum(Refund.amount), NOTHING)).where(
            Refund.organization_id == organization.id,
            Refund.currency == currency,
            Refund.status == "succeeded",
            Refund.succeeded_at >= month.begins,
            Refund.succeeded_at < month.ends,
        )
    )
    return Income(month, bookings, sold, received or NOTHING, returned or NOTHING)
