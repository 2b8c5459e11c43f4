"""The rows of a booking's money, locked in the one order: the booking, its parts, a payment."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Booking, Payment, PaymentInstallment


def booking(session: Session, booking_id: int) -> Booking:
    """The booking, ours until the transaction ends, as it is now."""
    return session.get_one(Booking, booking_id, with_for_update=True, populate_existing=True)


def parts(session: Session, booking_id: int) -> list[PaymentInstallment]:
    """All its parts, also cancelled ones; by id, so that two never wait for each other."""
    return list(
        session.scalars(
            select(PaymentInstallment)
            .where(PaymentInstallment.booking_id == booking_id)
            .order_by(PaymentInstallment.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def payment(session: Session, payment_id: int) -> Payment:
    """One payment, so that its refunds are counted one after the other."""
    return session.get_one(Payment, payment_id, with_for_update=True, populate_existing=True)
