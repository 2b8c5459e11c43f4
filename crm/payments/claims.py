"""“I have paid”: what a client says pauses reminders and asks a person; it pays nothing.

One is open per booking. It is closed by the payment that covers what was asked for, by an
agent, or with its booking; if nobody decides in time, a person is told that reminders go on.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, case, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import local_time, money, tasks
from crm.bookings import find
from crm.errors import ClaimRefused
from crm.messages import automatic
from crm.models import Booking, Organization, Payment, PaymentClaim
from crm.payments import allocation, locks, schedule, standing

GRACE = timedelta(hours=24)
BANK_GRACE = timedelta(hours=72)
"""Where clients are given bank details and no link: such money takes days."""
BATCH = 100
_IS_OPEN = text("status = 'open'")
"""In these words: a bound value is none that the index is known by once the plan is kept."""


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
    """Note that the client says so; a second time adds its receipt to the claim that is open."""
    booking = find.locked(session, booking.id)
    session.execute(
        insert(PaymentClaim)
        .values(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            source=source,
            communication_id=communication_id,
            opened_at=now,
        )
        .on_conflict_do_nothing(index_elements=["booking_id"], index_where=_IS_OPEN)
    )
    claim = session.scalars(_open(booking.id).with_for_update()).one()
    if receipt_key is not None:
        claim.receipt_key, claim.receipt_type = receipt_key, receipt_type
        claim.communication_id = communication_id or claim.communication_id
        session.flush()
    tasks.open_for(session, _matter(session, booking, claim, source, now), now)
    return claim


def match(
    session: Session, claim: PaymentClaim, payment: Payment, user_id: int | None, now: datetime
) -> None:
    """This payment is what the client meant. Raises ClaimRefused: settled, another booking's."""
    _lock(session, claim)
    if payment.booking_id != claim.booking_id or payment.status != "succeeded":
        raise ClaimRefused("That payment is not one of this booking. Record it there first.")
    claim.payment_id = payment.id
    _close(session, claim, "matched", user_id, now)


def reject(session: Session, claim: PaymentClaim, user_id: int | None, now: datetime) -> None:
    """No such money came: ask the client for the receipt. Raises ClaimRefused where settled."""
    booking = _lock(session, claim)
    _close(session, claim, "rejected", user_id, now)
    automatic.queue_for_booking(
        session,
        booking,
        "claim_not_found",
        f"claim_not_found:{claim.id}",
        now,
        about={"claim": claim.id},
    )


def matched_by(session: Session, booking: Booking, payment: Payment, now: datetime) -> None:
    """Close the open claim with a payment just recorded, if that covers what was asked for.

    Called when the payment has been allocated, with the booking's lock held.
    """
    claim = open_of(session, booking.id)
    if claim is not None and _covers(session, booking, claim):
        match(session, claim, payment, payment.recorded_by, now)


def lapse(session: Session, booking: Booking, now: datetime) -> None:
    """The booking is over, and with it what was claimed."""
    claim = open_of(session, booking.id)
    if claim is not None:
        _close(session, claim, "expired", None, now)


def is_open(session: Session, booking: Booking) -> bool:
    """Whether a claim pauses the booking's reminders: open, and its time not over."""
    claim = open_of(session, booking.id)
    return claim is not None and claim.escalated_at is None


def open_of(session: Session, booking_id: int) -> PaymentClaim | None:
    """The booking's open claim, however old."""
    return session.scalar(_open(booking_id))


def escalate(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Tell a person that a claim has waited too long and reminders go on; how many were."""
    grace = case((_by_bank(), now - BANK_GRACE), else_=now - GRACE)
    late = session.scalars(
        select(PaymentClaim)
        .join(Organization, Organization.id == PaymentClaim.organization_id)
        .where(
            PaymentClaim.status == "open",
            PaymentClaim.escalated_at.is_(None),
            PaymentClaim.opened_at <= now - GRACE,
            PaymentClaim.opened_at <= grace,
        )
        .order_by(PaymentClaim.opened_at)
        .limit(limit)
        .with_for_update(of=PaymentClaim, skip_locked=True)
    ).all()
    for claim in late:
        claim.escalated_at = now
        booking = session.get_one(Booking, claim.booking_id)
        tasks.close(session, "payment_claim", _subject(claim), now)
        tasks.open_for(session, _matter(session, booking, claim, "reminders_go_on", now), now)
    session.flush()
    return len(late)


def _by_bank() -> ColumnElement[bool]:
    return and_(Organization.payment_details.is_not(None), Organization.payment_link.is_(None))


def _covers(session: Session, booking: Booking, claim: PaymentClaim) -> bool:
    """Whether what was due when the client said so is paid; where nothing was, the next part."""
    organization = session.get_one(Organization, booking.organization_id)
    said_on = local_time.today(claim.opened_at, organization.timezone)
    before, asked = standing.paid_before(session, booking, claim.opened_at), Decimal(0)
    for part in sorted(locks.parts(session, booking.id), key=allocation.in_turn):
        if part.status in ("waived", "cancelled"):
            continue
        if part.due_date > said_on and asked > before:
            break
        asked += part.amount
    return standing.of(session, booking).paid >= (asked or booking.deposit_amount)


def _open(booking_id: int) -> Select[PaymentClaim]:
    return (
        select(PaymentClaim)
        .where(PaymentClaim.booking_id == booking_id, PaymentClaim.status == "open")
        .execution_options(populate_existing=True)
    )


def _lock(session: Session, claim: PaymentClaim) -> Booking:
    booking = find.locked(session, claim.booking_id)
    session.refresh(claim, with_for_update=True)
    if claim.status != "open":
        raise ClaimRefused("This claim is settled already.", status=claim.status)
    return booking


def _close(
    session: Session, claim: PaymentClaim, status: str, user_id: int | None, now: datetime
) -> None:
    claim.status, claim.handled_by, claim.closed_at = status, user_id, now
    session.flush()
    tasks.close(session, "payment_claim", _subject(claim), now)


def _matter(
    session: Session, booking: Booking, claim: PaymentClaim, reason: str, now: datetime
) -> tasks.Matter:
    organization = session.get_one(Organization, booking.organization_id)
    today = local_time.today(now, organization.timezone)
    asked = schedule.due(session, booking, today) or standing.of(session, booking).due
    facts = {
        "code": booking.booking_code,
        "amount": money.plain(asked, booking.currency),
        "currency": booking.currency,
    }
    return tasks.Matter(
        "payment_claim",
        _subject(claim),
        booking.organization_id,
        reason,
        booking.conversation_id,
        facts,
    )


def _subject(claim: PaymentClaim) -> str:
    return f"payment_claims:{claim.id}"
