"""From the plan to the message: what is due is queued, once, and judged again when it is sent.

The clock may have been down for days: of an installment's reminders only the latest goes.
Steps of a booking lock it and then change its reminders; here the reminder comes first, so
its booking is held without waiting, and one that someone is changing is left for the next look.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import tasks
from crm.flows import suspense
from crm.flows.reminders import REMINDED, TEMPLATES
from crm.messages import automatic
from crm.models import Booking, PaymentInstallment, PaymentReminder
from crm.models.money import OWED
from crm.reminders.plan import AGENT, AGENT_DAYS

ANY_DUE = "SELECT 1 FROM payment_reminders WHERE status = 'scheduled' AND scheduled_at <= :now"
"""What the clock asks: whether there is any."""

SUSPENDED = timedelta(minutes=30)
"""How long one waits before it is looked at again whose payment may be on its way."""

_DUE = text(
    """
    SELECT r.id AS reminder_id, i.id AS installment_id, b.id AS booking_id
    FROM payment_reminders r
    JOIN payment_installments i ON i.id = r.installment_id
    JOIN bookings b ON b.id = i.booking_id
    WHERE r.status = 'scheduled' AND r.scheduled_at <= :now
    ORDER BY r.scheduled_at, r.id LIMIT :limit
    FOR UPDATE OF r SKIP LOCKED FOR SHARE OF b SKIP LOCKED
    """
)


def send_due(session: Session, now: datetime, limit: int) -> int:
    """Settle up to `limit` due reminders, each queued, skipped or cancelled; how many were.

    The caller commits, and calls again until there are none.
    """
    found = session.execute(_DUE, {"now": now, "limit": limit}).all()
    for row in found:
        reminder = session.get_one(PaymentReminder, row.reminder_id, populate_existing=True)
        installment = session.get_one(
            PaymentInstallment, row.installment_id, populate_existing=True
        )
        booking = session.get_one(Booking, row.booking_id, populate_existing=True)
        _settle(session, reminder, installment, booking, now)
    session.flush()
    return len(found)


def _settle(
    session: Session,
    reminder: PaymentReminder,
    installment: PaymentInstallment,
    booking: Booking,
    now: datetime,
) -> None:
    if installment.status not in OWED or booking.status not in REMINDED:
        over = installment.status if installment.status not in OWED else f"booking_{booking.status}"
        _end(reminder, "cancelled", over, now)
        return
    if reminder.offset_days >= AGENT_DAYS:
        _tell_agent(session, installment, booking, now)
    if reminder.template_name == AGENT:
        _end(reminder, "sent", None, now)
        return
    if _has_later(session, reminder, now):
        _end(reminder, "skipped", "superseded", now)
        return
    if suspense.of(session, booking, now):
        reminder.scheduled_at = now + SUSPENDED
        reminder.updated_at = now
        return
    _queue(session, reminder, installment, booking, now)


_LATER = text(
    """
    SELECT 1 FROM payment_reminders
    WHERE installment_id = :installment_id AND id <> :id AND template_name = ANY(:templates)
      AND (status = 'scheduled' AND scheduled_at <= :now OR status IN ('queued', 'sent'))
      AND (scheduled_at, offset_days, id) > (:at, :offset, :id)
    LIMIT 1
    """
)


def _has_later(session: Session, reminder: PaymentReminder, now: datetime) -> bool:
    """Whether a later one of the installment is due as well, or has gone already."""
    found = session.execute(
        _LATER,
        {
            "installment_id": reminder.installment_id,
            "id": reminder.id,
            "templates": list(TEMPLATES),
            "at": reminder.scheduled_at,
            "offset": reminder.offset_days,
            "now": now,
        },
    )
    return found.first() is not None


def _queue(
    session: Session,
    reminder: PaymentReminder,
    installment: PaymentInstallment,
    booking: Booking,
    now: datetime,
) -> None:
    communication_id = automatic.queue_for_booking(
        session,
        booking,
        reminder.template_name,
        f"reminder:{reminder.id}",
        now,
        about={"installment": installment.id, "reminder": reminder.id},
    )
    if communication_id is None:
        _end(reminder, "failed", "unreachable", now)
        _tell_agent(session, installment, booking, now)
        return
    reminder.status, reminder.communication_id = "queued", communication_id
    reminder.updated_at = now


def _end(reminder: PaymentReminder, status: str, reason: str | None, now: datetime) -> None:
    reminder.status, reminder.skip_reason, reminder.updated_at = status, reason, now


def _tell_agent(
    session: Session, installment: PaymentInstallment, booking: Booking, now: datetime
) -> None:
    """A person is told that the payment is late; the task closes when it has come."""
    tasks.open_for(
        session,
        tasks.Matter(
            kind="payment_overdue",
            subject=f"bookings:{booking.id}",
            organization_id=booking.organization_id,
            conversation_id=booking.conversation_id,
            reason="overdue",
            facts={
                "booking_code": booking.booking_code,
                "installment": installment.id,
                "due_date": installment.due_date.isoformat(),
            },
        ),
        now,
    )
