"""What an agent does with planned reminders: skip one, send it now, put it off.

The caller holds the booking's lock.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import clients, local_time, quiet
from crm.db import nudge
from crm.errors import StepRefused, ValueRefused
from crm.flows.reminders import REMINDED, form_of
from crm.models import Booking, Client, Organization, PaymentInstallment, PaymentReminder
from crm.models.money import OWED
from crm.reminders.plan import AGENT


def of_booking(session: Session, booking: Booking) -> list[PaymentReminder]:
    """All reminders of a booking, in the order of their time."""
    return list(
        session.scalars(
            select(PaymentReminder)
            .join(PaymentInstallment, PaymentInstallment.id == PaymentReminder.installment_id)
            .where(PaymentInstallment.booking_id == booking.id)
            .order_by(PaymentReminder.scheduled_at, PaymentReminder.id)
        )
    )


def skip(session: Session, reminder: PaymentReminder, now: datetime) -> None:
    """This one is not sent. Raises StepRefused where it is not planned any more."""
    _require_planned(session, reminder)
    reminder.status, reminder.skip_reason, reminder.updated_at = "skipped", "agent", now
    session.flush()


def snooze(
    session: Session, booking: Booking, reminder: PaymentReminder, until: date, now: datetime
) -> datetime:
    """Put it off to a day, at the hour of reminders where the client is; says when that is.

    Raises StepRefused where it is not planned any more, ValueRefused for a day gone by.
    """
    _require_planned(session, reminder)
    organization, hours = _habits(session, booking)
    at = local_time.starts_at(until, organization.reminder_time, hours.zone)
    at = hours.allowed_from(at)
    if at <= now:
        raise ValueRefused("%(day)s has passed. Name a day to come.", day=until)
    reminder.scheduled_at, reminder.updated_at = at, now
    session.flush()
    return at


def hurry(session: Session, booking: Booking, reminder: PaymentReminder, now: datetime) -> datetime:
    """A planned one goes now, or in the morning where it is night; says when.

    It waits all the same while a client's word that they have paid is open. Raises StepRefused.
    """
    _require_planned(session, reminder)
    _, hours = _habits(session, booking)
    reminder.scheduled_at = hours.allowed_from(now)
    reminder.updated_at = now
    session.flush()
    nudge(session)
    return reminder.scheduled_at


def send_now(
    session: Session, booking: Booking, installment: PaymentInstallment, now: datetime
) -> tuple[PaymentReminder, datetime]:
    """Remind of an installment beside the plan; the reminder, and the instant at which it goes.

    At night that is the morning: the caller says so. Raises StepRefused where nothing is owed.
    """
    if booking.status not in REMINDED or installment.status not in OWED:
        raise StepRefused(
            "Nothing is owed on this part of %(code)s any more.",
            code=booking.booking_code,
            status=installment.status,
        )
    _, hours = _habits(session, booking)
    left = (installment.due_date - local_time.today(now, hours.zone)).days
    reminder = PaymentReminder(
        organization_id=booking.organization_id,
        installment_id=installment.id,
        offset_days=-left,
        kind="manual",
        template_name=form_of(left),
        local_due_date=installment.due_date,
        scheduled_at=now,
        created_at=now,
        updated_at=now,
    )
    session.add(reminder)
    session.flush()
    return reminder, hours.allowed_from(now)


def _require_planned(session: Session, reminder: PaymentReminder) -> None:
    session.refresh(reminder, with_for_update=True)
    if reminder.status != "scheduled" or reminder.template_name == AGENT:
        raise StepRefused(
            "This reminder is not planned any more: only a planned one can be changed.",
            status=reminder.status,
        )


def _habits(session: Session, booking: Booking) -> tuple[Organization, quiet.Hours]:
    """The organization, and its quiet hours where the client is."""
    organization = session.get_one(Organization, booking.organization_id)
    client = session.get_one(Client, booking.client_id)
    zone = clients.timezone_of(client, organization.timezone)
    return organization, quiet.Hours(organization.quiet_start, organization.quiet_end, zone)
