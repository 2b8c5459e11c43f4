"""The plan to remind: brought in line with a booking's installments whenever those change."""

from datetime import datetime

from sqlalchemy.orm import Session

from crm.models import Booking


def plan(session: Session, booking: Booking, now: datetime) -> None:
    """Bring the booking's reminders in line with what it owes now."""
