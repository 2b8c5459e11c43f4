"""Suspense: no reminder while money may be on its way already.

A payment in processing, and a client's word that they have paid, pause what asks for money.
The word pauses until a person was told that nobody has looked at it (`escalated_at`).
"""

from datetime import datetime, timedelta

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from crm.flows.flow import Wait
from crm.models import Booking, Payment, PaymentClaim

PROCESSING_GRACE = timedelta(hours=72)
"""How long a payment may be on its way before it counts as lost: a bank's weekend."""

LOOK_AGAIN = timedelta(minutes=30)


def of(session: Session, booking: Booking, now: datetime) -> Wait | None:
    """Until when to wait with asking for money, and why; None where nothing is on its way."""
    if session.scalar(select(_claim(booking.id))):
        return Wait(now + LOOK_AGAIN, "claim_open")
    if session.scalar(select(_processing(booking.id, now))):
        return Wait(now + LOOK_AGAIN, "payment_processing")
    return None


def _claim(booking_id: int) -> Exists:
    return (
        exists()
        .where(PaymentClaim.booking_id == booking_id)
        .where(PaymentClaim.status == "open", PaymentClaim.escalated_at.is_(None))
    )


def _processing(booking_id: int, now: datetime) -> Exists:
    return (
        exists()
        .where(Payment.booking_id == booking_id, Payment.status == "processing")
        .where(Payment.created_at > now - PROCESSING_GRACE)
    )
