"""Automatic messages of a booking that wait for their day, and what an agent does with them.

Each verb claims the row by the state it expects: what a worker has begun to send stays as it is.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm import clients, local_time, quiet
from crm.db import nudge
from crm.errors import NotFound, StepRefused, ValueRefused
from crm.models import Booking, Client, Communication, Organization


def of_booking(session: Session, booking: Booking, now: datetime) -> list[Communication]:
    """Those of the client's that are still to come, in the order of their time."""
    return list(
        session.scalars(
            select(Communication)
            .where(
                Communication.booking_id == booking.id,
                Communication.client_id == booking.client_id,
                Communication.author == "system",
                Communication.whatsapp_status == "queued",
                Communication.not_before > now,
            )
            .order_by(Communication.not_before, Communication.id)
        )
    )


def find(session: Session, booking: Booking, message_id: int) -> Communication:
    """A message to the booking's client, by its number. Raises NotFound."""
    found = session.scalar(
        select(Communication).where(
            Communication.id == message_id,
            Communication.booking_id == booking.id,
            Communication.client_id == booking.client_id,
            Communication.author == "system",
        )
    )
    if found is None:
        raise NotFound("There is no such message about this booking.")
    return found


def skip(session: Session, message: Communication, now: datetime) -> None:
    """It is not sent. Raises StepRefused where it is on its way or gone."""
    _change(session, message, now, whatsapp_status="suppressed", suppressed_reason="skipped")


def hurry(session: Session, message: Communication, now: datetime) -> None:
    """It goes now; at night it still waits for the morning. Raises StepRefused."""
    _change(session, message, now, not_before=now)
    nudge(session)


def snooze(
    session: Session, booking: Booking, message: Communication, until: date, now: datetime
) -> datetime:
    """Put it off to a day, at the hour of reminders where the client is; says when that is.

    Raises StepRefused, or ValueRefused for a day gone by.
    """
    organization = session.get_one(Organization, booking.organization_id)
    client = session.get_one(Client, booking.client_id)
    zone = clients.timezone_of(client, organization.timezone)
    hours = quiet.Hours(organization.quiet_start, organization.quiet_end, zone)
    at = local_time.starts_at(until, organization.reminder_time, zone)
    at = hours.allowed_from(at)
    if at <= now:
        raise ValueRefused("%(day)s has passed. Name a day to come.", day=until)
    _change(session, message, now, not_before=at)
    return at


def _change(session: Session, message: Communication, now: datetime, **values: Any) -> None:
    changed = session.scalar(
        update(Communication)
        .where(Communication.id == message.id, Communication.whatsapp_status == "queued")
        .values(updated_at=now, **values)
        .returning(Communication.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise StepRefused("This message is on its way already, or will not go.")
    session.expire(message)
