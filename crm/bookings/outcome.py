"""What money does to a booking: confirmed, paid, revived, or left to a person.

Called once for all payments that came together, after they are written, posted and
allocated, with the booking locked. The money is never refused here: it has come.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import local_time, seats, tasks
from crm.bookings import confirm, machine, notices
from crm.bookings.machine import Actor
from crm.documents import issue
from crm.errors import SeatsGone
from crm.models import Booking, Payment, Refund, TourDeparture
from crm.models.booking import HELD
from crm.money import plain
from crm.payments import ledger, standing
from crm.payments.standing import Standing
from crm.reminders import plan as reminders


def paid(
    session: Session, booking: Booking, payments: list[Payment], actor: Actor, now: datetime
) -> None:
    """Let payments that succeeded take effect on their booking."""
    money = standing.of(session, booking)
    last = payments[-1]
    ids = [payment.id for payment in payments]
    data: dict[str, object] = {"payments": ids, "paid": plain(money.paid, booking.currency)}
    enough = money.paid > 0 and money.paid >= booking.deposit_amount
    if booking.status in HELD and enough:
        confirm.by_payment(session, booking, "payment_succeeded", actor, now, data)
        notices.confirmed(session, booking, now, last)
    elif booking.status == "expired" and enough and _revived(session, booking, actor, now, data):
        notices.confirmed(session, booking, now, last)
    elif booking.status == "confirmed":
        to = "paid" if money.due == 0 else "confirmed"
        machine.step(session, booking, "payment_succeeded", to, actor, now, data)
        notices.received(session, booking, last, now)
    else:
        _kept(session, booking, money, last, actor, now, data)
    if booking.status == "confirmed" and money.due == 0:
        machine.step(session, booking, "payment_succeeded", "paid", actor, now, data)
    _note_credit(session, booking, money, now)
    reminders.plan(session, booking, now)
    issue.after_money(session, booking, payments, now)


def refunded(
    session: Session, booking: Booking, refund: Refund, actor: Actor, now: datetime
) -> None:
    """Money went back: a booking no longer covered is confirmed and not paid any more.

    Its reminders are not armed again unless somebody asks.
    """
    money = standing.of(session, booking)
    short = booking.status == "paid" and money.paid < money.total
    to = "confirmed" if short else booking.status
    data = {"refund": refund.id, "paid": plain(money.paid, booking.currency)}
    machine.step(session, booking, "refund_succeeded", to, actor, now, data)
    _note_credit(session, booking, money, now)
    # A fee that was kept is ours: what the books hold for the client decides, not what was paid.
    is_settled = ledger.balance(session, booking, ledger.RECEIVABLE) >= 0
    if booking.needs_attention == "late_payment" and is_settled:
        _attend(session, booking, None, now)
    if booking.status == "cancelled" and is_settled:
        tasks.close(session, "refund_due", f"bookings:{booking.id}", now)
    notices.refunded(session, booking, refund, now)
    issue.after_money(session, booking, [], now)


def settle_total(session: Session, booking: Booking, now: datetime) -> str:
    """The status that a changed total asks for, of a booking confirmed or paid."""
    money = standing.of(session, booking)
    _note_credit(session, booking, money, now)
    if booking.status not in ("confirmed", "paid"):
        return booking.status
    return "paid" if money.due == 0 and money.paid > 0 else "confirmed"


def _kept(
    session: Session,
    booking: Booking,
    money: Standing,
    last: Payment,
    actor: Actor,
    now: datetime,
    data: dict[str, object],
) -> None:
    """The money stays, the status too: not enough yet, or not expected at all."""
    machine.step(session, booking, "payment_succeeded", booking.status, actor, now, data)
    if booking.status in HELD:
        notices.received(session, booking, last, now)
    elif booking.status in ("expired", "cancelled"):
        _attend(session, booking, "late_payment", now)
        _task(session, booking, "late_payment", money, now)
        notices.late_payment(session, booking, last, now)
    else:
        unexpected = "overpaid" if money.credit > 0 and booking.status != "quote" else None
        _attend(session, booking, unexpected or "unexpected_payment", now)
        _task(session, booking, "unexpected_payment", money, now)
        notices.received(session, booking, last, now)


def _revived(
    session: Session, booking: Booking, actor: Actor, now: datetime, data: dict[str, object]
) -> bool:
    """Whether an expired booking could have its seats again, and has them now."""
    if _lead_is_taken(session, booking) or _has_begun(session, booking, now):
        return False
    try:
        with session.begin_nested():
            seats.claim(session, booking, now)
    except SeatsGone:
        return False
    confirm.by_payment(session, booking, "late_payment_revived", actor, now, data)
    return True


def _lead_is_taken(session: Session, booking: Booking) -> bool:
    """Another booking of the same lead lives: only one of the two can."""
    if booking.lead_id is None:
        return False
    other = session.scalar(
        select(Booking.id).where(
            Booking.lead_id == booking.lead_id,
            Booking.id != booking.id,
            Booking.status.not_in(("expired", "cancelled")),
        )
    )
    return other is not None


def _has_begun(session: Session, booking: Booking, now: datetime) -> bool:
    if booking.tour_departure_id is None:
        return booking.start_date < local_time.today(now, booking.timezone)
    return session.get_one(TourDeparture, booking.tour_departure_id).starts_at <= now


def _note_credit(session: Session, booking: Booking, money: Standing, now: datetime) -> None:
    """More than the total was paid: a person decides what becomes of it."""
    if booking.status in ("confirmed", "paid", "completed"):
        if money.credit > 0:
            _attend(session, booking, "overpaid", now)
            _task(session, booking, "unexpected_payment", money, now)
        elif booking.needs_attention == "overpaid":
            _attend(session, booking, None, now)
            tasks.close(session, "unexpected_payment", f"bookings:{booking.id}", now)


def _attend(session: Session, booking: Booking, why: str | None, now: datetime) -> None:
    booking.needs_attention = why
    booking.updated_at = now
    if why is None:
        tasks.close(session, "late_payment", f"bookings:{booking.id}", now)
    session.flush()


def _task(session: Session, booking: Booking, kind: str, money: Standing, now: datetime) -> None:
    tasks.open_for(
        session,
        tasks.Matter(
            kind=kind,
            subject=f"bookings:{booking.id}",
            organization_id=booking.organization_id,
            conversation_id=booking.conversation_id,
            reason=booking.status,
            facts={
                "booking_code": booking.booking_code,
                "paid": plain(money.paid, booking.currency),
                "credit": plain(_credit(booking, money), booking.currency),
                "currency": booking.currency,
            },
        ),
        now,
    )


def _credit(booking: Booking, money: Standing) -> Decimal:
    """What is the client's: all of it where the booking is over."""
    return money.paid if booking.status in ("expired", "cancelled") else money.credit
