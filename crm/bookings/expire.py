"""Expiry: holds whose time and grace are over give their seats back, once.

Not while money may be on its way: a payment in processing, or a client's word that they have
paid which nobody has looked at yet.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import seats, tasks
from crm.bookings import attention, find, machine, notices
from crm.bookings.machine import SYSTEM
from crm.models import Booking
from crm.models.booking import HELD
from crm.payments import claims, schedule
from crm.reminders import plan as reminders

_MAY_EXPIRE = """
    b.status IN ('hold', 'payment_pending')
      AND b.hold_expires_at <= :now AND b.grace_until <= :now
      AND NOT EXISTS (SELECT 1 FROM payments p
          WHERE p.booking_id = b.id AND p.status = 'processing')
      AND NOT EXISTS (SELECT 1 FROM payment_claims c
          WHERE c.booking_id = b.id AND c.status = 'open' AND c.escalated_at IS NULL)
"""
_DUE = text(
    f"SELECT b.id FROM bookings b WHERE {_MAY_EXPIRE} "  # noqa: S608  (a constant)
    "ORDER BY b.hold_expires_at, b.id LIMIT :limit FOR UPDATE OF b SKIP LOCKED"
)
_STILL = text(f"SELECT 1 FROM bookings b WHERE b.id = :id AND {_MAY_EXPIRE}")  # noqa: S608

ANY_DUE = f"SELECT 1 FROM bookings b WHERE {_MAY_EXPIRE}"  # noqa: S608
"""What the clock asks: whether there is any."""


def expire_due(session: Session, now: datetime, limit: int) -> int:
    """Expire one batch; says how many. The caller commits."""
    ids = session.scalars(_DUE, {"now": now, "limit": limit}).all()
    return sum(expire(session, find.locked(session, booking_id), now) for booking_id in ids)


def expire(session: Session, booking: Booking, now: datetime) -> bool:
    """Expire a booking that is locked, if it still must; says whether it did."""
    if booking.status not in HELD:
        return False
    if session.execute(_STILL, {"id": booking.id, "now": now}).first() is None:
        return False
    machine.step(session, booking, "ttl", "expired", SYSTEM, now)
    seats.release(session, booking, "expired", now)
    schedule.cancel_open(session, booking, now)
    reminders.plan(session, booking, now)
    tasks.close(session, "payment_overdue", f"bookings:{booking.id}", now)
    claims.lapse(session, booking, now)
    attention.note_expiry(session, booking, now)
    notices.expired(session, booking, now)
    return True
