"""What reminders brought in: how many went, were read, and were followed by money."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.models import Organization
from crm.statistics.month import Month

WITHIN_HOURS = 48

_BROUGHT = text(
    """
    WITH went AS (
        SELECT r.offset_days, c.read_at, b.id AS booking_id, b.currency,
            coalesce(c.sent_at, c.created_at) AS at
        FROM payment_reminders r
        JOIN communications c ON c.id = r.communication_id
        JOIN payment_installments i ON i.id = r.installment_id
        JOIN bookings b ON b.id = i.booking_id
        WHERE r.organization_id = :organization AND b.currency = :currency
          AND c.whatsapp_status IN ('sent', 'delivered', 'read')
          AND c.created_at >= :begins AND c.created_at < :ends
    ), paid AS (
        SELECT went.offset_days, went.read_at, money.amount
        FROM went CROSS JOIN LATERAL (
            SELECT sum(p.amount) AS amount FROM payments p
            WHERE p.booking_id = went.booking_id AND p.status = 'succeeded'
              AND p.succeeded_at > went.at
              AND p.succeeded_at <= went.at + make_interval(hours => :hours)
              AND NOT EXISTS (
                SELECT 1 FROM went later WHERE later.booking_id = went.booking_id
                  AND later.at > went.at AND later.at < p.succeeded_at)) money
    )
    SELECT offset_days, count(*), count(read_at), count(amount), coalesce(sum(amount), 0)
    FROM paid GROUP BY offset_days ORDER BY offset_days
    """
)


@dataclass(frozen=True)
class Brought:
    """The reminders of one offset that went in a month, in one currency."""

    offset_days: int
    """Days from the due date; below nothing before it."""
    sent: int
    read: int
    followed: int
    """After how many of them money came within 48 hours, and before the next one."""
    amount: Decimal


def brought(
    session: Session, organization: Organization, currency: str, month: Month
) -> list[Brought]:
    """By offset, the earliest first."""
    found = session.execute(
        _BROUGHT,
        {
            "organization": organization.id,
            "currency": currency,
            "begins": month.begins,
            "ends": month.ends,
            "hours": WITHIN_HOURS,
        },
    )
    return [Brought(*row) for row in found]
