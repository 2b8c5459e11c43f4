"""The rows of a booking's money, locked in the one order: its parts, then a payment.

The booking itself comes before them: crm.bookings.find.locked.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Payment, PaymentInstallment


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
