"""What comes next for a booking, as the command to type."""

from sqlalchemy.orm import Session

from crm import money
from crm.models import Booking
from crm.payments import refunds

BY_STATUS = {
    "quote": "flask bookings offer {code} sends it, flask bookings hold {code} holds the seats",
    "hold": "flask bookings request {code} asks for the payment",
    "payment_pending": "flask payments record {code} AMOUNT, once the money has come",
    "confirmed": "flask payments record {code} AMOUNT, once the rest has come",
    "paid": "flask bookings complete {code}, when the trip is over; the clock does it too",
}

OFFERED = "flask bookings hold {code} holds the seats, once the client agrees"


def of(session: Session, booking: Booking) -> str | None:
    """The sentence for a booking's status; None where nothing is left to do."""
    if booking.status in ("expired", "cancelled"):
        back = refunds.due(session, booking)
        if back <= 0:
            return None
        amount = money.plain(back, booking.currency)
        return f"flask payments refund {booking.booking_code} {amount} --reason … sends it back"
    words = OFFERED if booking.status == "quote" and booking.offered_at else None
    words = words or BY_STATUS.get(booking.status)
    return words.format(code=booking.booking_code) if words else None
