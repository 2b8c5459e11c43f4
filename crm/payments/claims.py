"""“I have paid”: a claim asks a person to look; it never marks anything paid."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import tasks
from crm.models import Booking, PaymentClaim
from crm.tasks import Matter


def open_claim(
    session: Session,
    booking: Booking,
    *,
    source: str,
    communication_id: int | None = None,
    receipt_key: str | None = None,
    receipt_type: str | None = None,
    now: datetime,
) -> PaymentClaim:
    """The booking's open claim, made if there is none. The caller holds the booking."""
    claim = session.scalar(
        select(PaymentClaim).where(
            PaymentClaim.booking_id == booking.id, PaymentClaim.status == "open"
        )
    )
    if claim is None:
        claim = PaymentClaim(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            source=source,
            communication_id=communication_id,
            receipt_key=receipt_key,
            receipt_type=receipt_type,
            opened_at=now,
        )
        session.add(claim)
        session.flush()
    matter = Matter(
        kind="payment_claim",
        subject=f"payment_claims:{claim.id}",
        organization_id=booking.organization_id,
        reason=source,
        conversation_id=booking.conversation_id,
        facts={"booking": booking.booking_code},
    )
    tasks.open_for(session, matter, now)
    return claim
