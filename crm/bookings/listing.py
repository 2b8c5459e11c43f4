"""Bookings in lists: of an organization, a client, a departure; and what a client has paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from crm.models import Booking, BookingEvent, Client, Organization, Payment, Refund

SHOWN = 200


@dataclass(frozen=True)
class Wanted:
    """Which bookings; nothing wanted means all."""

    statuses: Sequence[str] = ()
    client_id: int | None = None
    departure_id: int | None = None
    needs_attention: bool = False


def listed(
    session: Session, organization: Organization, wanted: Wanted, limit: int = SHOWN
) -> list[tuple[Booking, Client]]:
    """Bookings with their clients, the latest first."""
    query = (
        select(Booking, Client)
        .join(Client, Client.id == Booking.client_id)
        .where(Booking.organization_id == organization.id)
        .order_by(Booking.created_at.desc(), Booking.id.desc())
        .limit(limit)
    )
    if wanted.statuses:
        query = query.where(Booking.status.in_(wanted.statuses))
    if wanted.client_id is not None:
        query = query.where(Booking.client_id == wanted.client_id)
    if wanted.departure_id is not None:
        query = query.where(Booking.tour_departure_id == wanted.departure_id)
    if wanted.needs_attention:
        query = query.where(Booking.needs_attention.is_not(None))
    return [(booking, client) for booking, client in session.execute(query)]


def history(session: Session, booking: Booking) -> Sequence[BookingEvent]:
    """Every step of a booking, the first first."""
    return session.scalars(
        select(BookingEvent).where(BookingEvent.booking_id == booking.id).order_by(BookingEvent.id)
    ).all()


def lifetime_value(session: Session, client: Client) -> dict[str, Decimal]:
    """By currency, what the client has paid in all, less what went back."""
    came, went = (
        select(model.currency, (sign * model.amount).label("amount"))
        .join(Booking, Booking.id == model.booking_id)
        .where(Booking.client_id == client.id, model.status == "succeeded")
        for model, sign in ((Payment, 1), (Refund, -1))
    )
    moved = union_all(came, went).subquery()
    sums = session.execute(
        select(moved.c.currency, func.sum(moved.c.amount))
        .group_by(moved.c.currency)
        .order_by(moved.c.currency)
    )
    return {currency: amount for currency, amount in sums}
