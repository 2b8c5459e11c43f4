"""What was paid, laid on the parts of the schedule, oldest due first.

It follows from the payments and refunds alone, so it is made anew after each of them and
after every change of the parts.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from crm import local_time
from crm.models import Booking, Organization, PaymentInstallment
from crm.payments import locks, standing

DEAD = ("expired", "cancelled")
"""Nothing is owed on a booking in one of these; what was paid is still shown on its parts."""


def allocate(session: Session, booking: Booking, now: datetime) -> None:
    """Set what is paid of each part, its status and the moment it was paid in full.

    What a refund takes goes from the part due last. Waived parts come after all others, so
    that what is paid on them is more than was asked for; beyond the total it is credit.
    """
    organization = session.get_one(Organization, booking.organization_id)
    today = local_time.today(now, organization.timezone)
    is_dead = booking.status in DEAD
    parts = [
        part for part in locks.parts(session, booking.id) if is_dead or part.status != "cancelled"
    ]
    left = min(standing.of(session, booking).paid, booking.total_amount)
    for part in sorted(parts, key=in_turn):
        share = max(Decimal(0), min(left, part.amount))
        left -= share
        _set(part, share, _status(part, share, today, is_dead), now)
    session.flush()


def in_turn(part: PaymentInstallment) -> tuple[bool, date, int]:
    """The order in which parts are paid."""
    return part.status == "waived", part.due_date, part.seq


def _status(part: PaymentInstallment, share: Decimal, today: date, is_dead: bool) -> str:
    if part.status in ("waived", "cancelled"):
        return part.status
    if share == part.amount:
        return "paid"
    if is_dead:
        return "cancelled"
    if today > part.due_date:
        return "overdue"
    return "partially_paid" if share else "pending"


def _set(part: PaymentInstallment, share: Decimal, status: str, now: datetime) -> None:
    if (part.paid_amount, part.status) == (share, status):
        return
    part.paid_amount = share
    part.status = status
    if status != "paid":
        part.paid_at = None
    elif part.paid_at is None:
        part.paid_at = now
    part.updated_at = now
