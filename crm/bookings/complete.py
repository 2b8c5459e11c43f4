"""Completing: a trip that is over, and paid or payable on the spot, becomes revenue."""

from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import local_time
from crm.bookings import find, machine
from crm.bookings.machine import SYSTEM, Actor
from crm.errors import StepRefused
from crm.models import Booking, Organization
from crm.payments import ledger

_DUE = text(
    """
    SELECT b.id FROM bookings b JOIN organizations o ON o.id = b.organization_id
    WHERE b.status IN ('confirmed', 'paid') AND b.end_date <= :latest
      AND (b.end_date + 1)::timestamp AT TIME ZONE b.timezone <= :now
      AND (b.status = 'paid' OR o.pays_on_site)
    ORDER BY b.end_date, b.id LIMIT :limit FOR UPDATE OF b SKIP LOCKED
    """
)


def complete_due(session: Session, now: datetime, limit: int) -> int:
    """Complete one batch of trips that are over; says how many. The caller commits."""
    ids = session.scalars(_DUE, {"now": now, "latest": latest(now), "limit": limit}).all()
    for booking_id in ids:
        complete(session, find.locked(session, booking_id), SYSTEM, now)
    return len(ids)


def latest(now: datetime) -> date:
    """The last local day that can be over anywhere on earth."""
    return (now + timedelta(hours=14)).date()


def complete(session: Session, booking: Booking, actor: Actor, now: datetime) -> None:
    """Complete a booking whose trip is over. The caller holds the lock.

    Raises StepRefused before its end, or unpaid where the operator is not paid on the spot.
    """
    machine.require(booking, "departure_ended")
    if local_time.ends_at(booking.end_date, booking.timezone) > now:
        raise StepRefused(
            "The trip of %(code)s ends on %(day)s.",
            code=booking.booking_code,
            day=booking.end_date,
        )
    organization = session.get_one(Organization, booking.organization_id)
    if booking.status != "paid" and not organization.pays_on_site:
        raise StepRefused(
            "%(code)s is not paid in full. Record the payment, or allow payment on the spot in "
            "the settings.",
            hint="(`flask organization set --pays-on-site yes`)",
            code=booking.booking_code,
        )
    machine.step(session, booking, "departure_ended", "completed", actor, now)
    ledger.completed(session, booking, now)
