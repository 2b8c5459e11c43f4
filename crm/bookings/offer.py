"""Sending an offer: the client sees the quote on its page, and the lead counts as quoted."""

from datetime import datetime

from sqlalchemy.orm import Session

from crm import leads, links
from crm.bookings import machine, notices
from crm.bookings.machine import Actor
from crm.errors import StepRefused
from crm.models import Booking


def send(session: Session, booking: Booking, actor: Actor, now: datetime) -> int | None:
    """Queue the offer of a quote; None where WhatsApp cannot reach the client.

    Raises StepRefused where it is no quote or its price is no longer good.
    """
    machine.require(booking, "offer_sent")
    if booking.quote_valid_until is not None and booking.quote_valid_until <= now:
        raise StepRefused("The price of this quote is no longer good. Quote it anew first.")
    machine.step(session, booking, "offer_sent", "quote", actor, now)
    booking.offered_at = now
    links.token_of(session, booking, now)
    leads.quoted(session, booking.lead_id, now)
    return notices.offered(session, booking, now)
