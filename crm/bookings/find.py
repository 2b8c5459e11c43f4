"""Finding bookings: by code as people write it, and locked for a step."""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm import booking_code
from crm.errors import NotFound
from crm.models import Booking

LOCK_TIMEOUT = text("SET LOCAL lock_timeout = '3s'")
"""Who waits longer is told, and tries again: see crm.retry."""


def by_code(session: Session, organization_id: int, typed: str) -> Booking:
    """The booking of a code, in any spelling. Raises NotFound."""
    code = booking_code.canonical(typed)
    found = code and session.scalar(
        select(Booking).where(
            Booking.booking_code == code, Booking.organization_id == organization_id
        )
    )
    if not found:
        raise NotFound(
            "There is no booking “%(code)s”.",
            hint="`flask bookings list` shows them all.",
            code=typed,
        )
    return found


def by_public_id(session: Session, organization_id: int, public_id: UUID) -> Booking:
    """The booking of an address. Raises NotFound."""
    found = session.scalar(
        select(Booking).where(
            Booking.public_id == public_id, Booking.organization_id == organization_id
        )
    )
    if found is None:
        raise NotFound("There is no such booking.")
    return found


def locked(session: Session, booking_id: int) -> Booking:
    """The booking as it is now, held until the transaction ends. The first lock of every step."""
    session.execute(LOCK_TIMEOUT)
    return session.scalars(
        select(Booking)
        .where(Booking.id == booking_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def mentioned(session: Session, organization_id: int, sentence: str) -> list[Booking]:
    """The organization's bookings whose codes stand in a sentence."""
    codes = booking_code.find(sentence)
    if not codes:
        return []
    return list(
        session.scalars(
            select(Booking).where(
                Booking.booking_code.in_(codes), Booking.organization_id == organization_id
            )
        )
    )
