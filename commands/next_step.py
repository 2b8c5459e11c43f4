"""What comes next for a booking, as the command to type."""

from sqlalchemy.orm import Session

from crm.models import Booking
from crm.payments import standing

BY_STATUS = {
    "quote": "flask bookings offer {code} sends it, flask bookings hold {code} holds the seats",
    "hold": "flask bookings request {code} asks for the payment",
    "payment_pending": "flask payments record {code} AMOUNT, once the money has come",
    "confirmed": "flask payments record {code} AMOUNT, once the rest has come",
    "paid": "flask bookings complete {code}, when the trip is over; the clock does it too",
}


def of(session: Session, booking: Booking) -> str | None:
    """The sentence for a booking's status; None where nothing is left to do."""
    if booking.status in ("expired", "cancelled"):
        if standing.of(session, booking).paid > 0:
            return f"flask payments refund {booking.booking_code} sends the money back"
        return None
    words = BY_STATUS.get(booking.status)
    return words.format(code=booking.booking_code) if words else None
