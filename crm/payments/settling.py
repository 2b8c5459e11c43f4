"""What waits to be settled about money: claims, payments, refunds, reminders by their numbers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.models import (
    Booking,
    Client,
    Organization,
    Payment,
    PaymentClaim,
    PaymentInstallment,
    PaymentReminder,
    Refund,
)
from crm.payments import refunds, standing
from crm.payments.refunds import left_of

T = TypeVar("T", Payment, Refund, PaymentInstallment)


def claims(
    session: Session, organization: Organization, *, every: bool = False
) -> list[tuple[PaymentClaim, Booking, Client]]:
    """The open claims, the longest waiting first; with `every`, the settled ones too."""
    query = (
        select(PaymentClaim, Booking, Client)
        .join(Booking, Booking.id == PaymentClaim.booking_id)
        .join(Client, Client.id == Booking.client_id)
        .where(PaymentClaim.organization_id == organization.id)
        .order_by(PaymentClaim.opened_at, PaymentClaim.id)
    )
    if not every:
        query = query.where(PaymentClaim.status == "open")
    return [(claim, booking, client) for claim, booking, client in session.execute(query)]


def claim(session: Session, organization: Organization, number: int) -> PaymentClaim:
    """A claim by its number. Raises NotFound."""
    found = session.get(PaymentClaim, number)
    if found is None or found.organization_id != organization.id:
        raise NotFound(
            "There is no claim %(number)s.",
            hint="`flask payments claims` lists them.",
            number=number,
        )
    return found


def payment(session: Session, organization: Organization, number: int) -> Payment:
    """A payment by its number. Raises NotFound."""
    found = session.get(Payment, number)
    if found is None or found.organization_id != organization.id:
        raise NotFound(
            "There is no payment %(number)s.",
            hint="`flask payments list CODE` lists them.",
            number=number,
        )
    return found


def refund(session: Session, organization: Organization, number: int) -> Refund:
    """A refund by its number. Raises NotFound."""
    found = session.get(Refund, number)
    if found is None or found.organization_id != organization.id:
        raise NotFound(
            "There is no refund %(number)s.",
            hint="`flask payments list CODE` lists them.",
            number=number,
        )
    return found


def own(session: Session, booking: Booking, model: type[T], public_id: UUID) -> T:
    """A payment, refund or part of this booking. Raises NotFound."""
    found = session.scalar(
        select(model).where(model.public_id == public_id, model.booking_id == booking.id)
    )
    if found is None:
        raise NotFound("%(code)s has no such row.", code=booking.booking_code)
    return found


def own_reminder(session: Session, booking: Booking, number: int) -> PaymentReminder:
    """A reminder of this booking. Raises NotFound."""
    found = session.scalar(
        select(PaymentReminder)
        .join(PaymentInstallment, PaymentInstallment.id == PaymentReminder.installment_id)
        .where(PaymentReminder.id == number, PaymentInstallment.booking_id == booking.id)
    )
    if found is None:
        raise NotFound("%(code)s has no such reminder.", code=booking.booking_code)
    return found


def refunds_of(session: Session, booking: Booking) -> Sequence[Refund]:
    """A booking's refunds, the oldest first."""
    return session.scalars(
        select(Refund).where(Refund.booking_id == booking.id).order_by(Refund.id)
    ).all()


def refundable(session: Session, booking: Booking) -> list[Payment]:
    """The payments of which something can still be sent back, the latest first."""
    rows = session.scalars(
        select(Payment)
        .where(Payment.booking_id == booking.id, Payment.status == "succeeded")
        .order_by(Payment.id.desc())
    ).all()
    return [row for row in rows if left_of(session, row) > 0]


def to_send_back(session: Session, booking: Booking) -> Decimal:
    """What of a booking's money is the client's, and is not on its way back yet."""
    if booking.status in ("expired", "cancelled"):
        return refunds.due(session, booking)
    money = standing.of(session, booking)
    return max(Decimal(0), money.credit - money.refunding)


def reminder(
    session: Session, organization: Organization, number: int
) -> tuple[PaymentReminder, int]:
    """A reminder by its number, and the id of its booking. Raises NotFound."""
    found = session.execute(
        select(PaymentReminder, PaymentInstallment.booking_id)
        .join(PaymentInstallment, PaymentInstallment.id == PaymentReminder.installment_id)
        .where(PaymentReminder.id == number, PaymentReminder.organization_id == organization.id)
    ).first()
    if found is None:
        raise NotFound(
            "There is no reminder %(number)s.",
            hint="`flask payments reminders list CODE` lists them.",
            number=number,
        )
    row, booking_id = found
    return row, booking_id
