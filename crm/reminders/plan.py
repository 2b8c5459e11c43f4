"""The plan to remind: brought in line with a booking's installments whenever those change.

A row an installment and offset, at the organization's hour where the client is, on the day
that many days from the due date; a night moves it later, a last call earlier. What was sent
or skipped stays as it is; what is planned follows the due date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import clients, local_time, quiet, tasks
from crm.flows.reminders import LAST_CALL, REMINDED, form_of
from crm.models import Booking, Client, Organization, PaymentInstallment, PaymentReminder
from crm.models.money import OWED

FRESH = timedelta(hours=2)
"""Who has booked so shortly before is not reminded yet."""

LAST_CALL_DAYS = 5
LAST_CALL_BEFORE = 2
"""The last call: five days after the due date, or two before the cancelling if that is earlier."""

AGENT_DAYS = 3
AGENT = "agent_told"
"""No message: a person is told that the payment is late."""


@dataclass(frozen=True)
class Entry:
    """One planned reminder of an installment."""

    offset_days: int
    template_name: str
    at: datetime


def plan(session: Session, booking: Booking, now: datetime) -> None:
    """Bring the booking's reminders in line with what it owes now. The caller holds its lock."""
    session.flush()
    organization = session.get_one(Organization, booking.organization_id)
    client = session.get_one(Client, booking.client_id)
    installments = session.scalars(
        select(PaymentInstallment)
        .where(PaymentInstallment.booking_id == booking.id)
        .order_by(PaymentInstallment.id)
    ).all()
    for installment in installments:
        is_owed = installment.status in OWED and booking.status in REMINDED
        rows = _rows(session, installment)
        if is_owed:
            _line_up(
                session, booking, installment, rows, entries(installment, organization, client), now
            )
        else:
            _cancel(rows.values(), _reason(booking, installment), now)
    today = local_time.today(now, organization.timezone)
    if not any(one.status in OWED and one.due_date < today for one in installments):
        tasks.close(session, "payment_overdue", f"bookings:{booking.id}", now)
    session.flush()


def entries(
    installment: PaymentInstallment, organization: Organization, client: Client
) -> list[Entry]:
    """When an installment is reminded of, by the organization's habits, wherever the client is."""
    zone = clients.timezone_of(client, organization.timezone)
    names = {offset: form_of(-offset) for offset in organization.reminder_offsets}
    if organization.overdue_cancel_days is not None:
        last = min(LAST_CALL_DAYS, organization.overdue_cancel_days - LAST_CALL_BEFORE)
        names[max(0, last)] = LAST_CALL
    names.setdefault(AGENT_DAYS, AGENT)
    return [
        Entry(offset, name, moment(installment.due_date, offset, name, organization, zone))
        for offset, name in sorted(names.items())
    ]


def moment(
    due_date: date, offset: int, name: str, organization: Organization, zone: str
) -> datetime:
    """The hour of reminders on that local day, moved out of the night: later, or a last call
    earlier."""
    day = due_date + timedelta(days=offset)
    at = local_time.starts_at(day, organization.reminder_time, zone)
    hours = quiet.Hours(organization.quiet_start, organization.quiet_end, zone)
    return hours.latest_before(at) if name == LAST_CALL else hours.allowed_from(at)


def _rows(session: Session, installment: PaymentInstallment) -> dict[int, PaymentReminder]:
    """The automatic reminders of an installment by offset, held against a sending at this time."""
    found = session.scalars(
        select(PaymentReminder)
        .where(PaymentReminder.installment_id == installment.id, PaymentReminder.kind == "auto")
        .order_by(PaymentReminder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.offset_days: row for row in found}


def _line_up(
    session: Session,
    booking: Booking,
    installment: PaymentInstallment,
    rows: dict[int, PaymentReminder],
    wanted: list[Entry],
    now: datetime,
) -> None:
    """Write what is missing, move what is planned, cancel what is not wanted any more."""
    offsets = {entry.offset_days for entry in wanted}
    _cancel((row for offset, row in rows.items() if offset not in offsets), "not_wanted", now)
    for entry in wanted:
        row = rows.get(entry.offset_days)
        if row is None:
            row = PaymentReminder(
                organization_id=installment.organization_id,
                installment_id=installment.id,
                offset_days=entry.offset_days,
                created_at=now,
            )
            session.add(row)
        elif not _moves(row, installment, entry, now):
            continue
        is_late = entry.at <= now or entry.at < booking.created_at + FRESH
        row.template_name = entry.template_name
        row.local_due_date = installment.due_date
        row.scheduled_at = entry.at
        row.status = "skipped" if is_late else "scheduled"
        row.skip_reason = "too_late" if is_late else None
        row.updated_at = now


def _moves(
    row: PaymentReminder, installment: PaymentInstallment, entry: Entry, now: datetime
) -> bool:
    """Whether an existing row takes the entry: planned for another day, or cancelled before its
    time without a message (the booking lives again)."""
    if row.status == "scheduled":
        return (
            row.local_due_date != installment.due_date or row.template_name != entry.template_name
        )
    return row.status == "cancelled" and row.communication_id is None and entry.at > now


def _cancel(rows: Iterable[PaymentReminder], reason: str, now: datetime) -> None:
    for row in rows:
        if row.status == "scheduled":
            row.status, row.skip_reason, row.updated_at = "cancelled", reason, now


def _reason(booking: Booking, installment: PaymentInstallment) -> str:
    """Why nothing is asked for any more."""
    if installment.status in ("paid", "waived"):
        return installment.status
    return f"booking_{booking.status}"
