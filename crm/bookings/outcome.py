"""What money does to a booking: confirmed, paid, revived, or left to a person.

Called once for all payments that came together, after they are written, posted and
allocated, with the booking locked. The money is never refused here: it has come.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from crm.bookings import attention, confirm, machine, notices, revive as revival
from crm.bookings.machine import Actor
from crm.documents import issue
from crm.errors import SeatsGone, StepRefused
from crm.models import Booking, Payment, Refund
from crm.models.booking import HELD
from crm.money import Sum, plain
from crm.payments import standing
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
    enough = _is_enough(booking, money)
    if booking.status in HELD and enough:
        confirm.by_payment(session, booking, "payment_succeeded", actor, now, data)
        notices.confirmed(session, booking, now, last)
    elif (
        booking.status == "expired" and enough and revival.tried(session, booking, actor, now, data)
    ):
        notices.confirmed(session, booking, now, last)
    elif booking.status == "confirmed":
        to = "paid" if money.due == 0 else "confirmed"
        machine.step(session, booking, "payment_succeeded", to, actor, now, data)
        notices.received(session, booking, last, now)
    else:
        _kept(session, booking, money, last, actor, now, data)
    attention.note_credit(session, booking, money, now)
    reminders.plan(session, booking, now)
    issue.after_money(session, booking, payments, now)


def revive(session: Session, booking: Booking, actor: Actor, now: datetime) -> None:
    """An agent takes the seats again for money that came late. The caller holds the lock.

    Raises StepRefused where it has not expired or too little was paid, SeatsGone.
    """
    machine.require(booking, "late_payment_revived")
    money = standing.of(session, booking)
    if not _is_enough(booking, money):
        raise StepRefused(
            "What was paid for %(code)s is less than its deposit, %(deposit)s. Send it back, or "
            "agree on the rest first.",
            code=booking.booking_code,
            deposit=Sum(booking.deposit_amount, booking.currency),
        )
    data = {"paid": plain(money.paid, booking.currency)}
    if not revival.tried(session, booking, actor, now, data):
        raise SeatsGone(
            "%(code)s cannot have its seats again: they are sold, the departure has begun, or the "
            "client has another booking instead. Send the money back, or offer another date.",
            code=booking.booking_code,
        )
    notices.confirmed(session, booking, now, None)
    reminders.plan(session, booking, now)
    issue.after_money(session, booking, [], now)


def settle_held(session: Session, booking: Booking, actor: Actor, now: datetime) -> bool:
    """Confirm what is held where the money is there already; says whether it was.

    It came while this was a quote, or the price has fallen to it: no payment is to come that
    would confirm it, and the seats would go although they are paid for.
    """
    money = standing.of(session, booking)
    if booking.status not in HELD or not _is_enough(booking, money):
        return False
    data = {"paid": plain(money.paid, booking.currency)}
    confirm.by_payment(session, booking, "payment_succeeded", actor, now, data)
    notices.confirmed(session, booking, now, None)
    reminders.plan(session, booking, now)
    return True


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
    attention.note_credit(session, booking, money, now)
    attention.note_refund(session, booking, money, now)
    notices.refunded(session, booking, refund, now)
    issue.after_money(session, booking, [], now)


def settle_total(session: Session, booking: Booking, now: datetime) -> str:
    """The status that a changed total asks for, of a booking confirmed or paid."""
    money = standing.of(session, booking)
    attention.note_credit(session, booking, money, now)
    if booking.status not in ("confirmed", "paid"):
        return booking.status
    return "paid" if money.due == 0 and money.paid > 0 else "confirmed"


def _is_enough(booking: Booking, money: Standing) -> bool:
    """The deposit is paid; or all of a price that has fallen below it."""
    return money.paid > 0 and money.paid >= min(booking.deposit_amount, money.total)


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
        attention.needed(session, booking, "late_payment", money, now)
        notices.late_payment(session, booking, last, now)
    else:
        too_much = money.credit > 0 and booking.status != "quote"
        why = "overpaid" if too_much else "unexpected_payment"
        attention.needed(session, booking, why, money, now)
        notices.received(session, booking, last, now)
