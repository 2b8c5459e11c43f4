"""A trip as a calendar entry (RFC 5545), which a client's phone keeps and replaces.

Whole days are dates without a zone, since a day of the trip is a day wherever it is read; a
fixed time carries its zone with the zone's own rules.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from crm import phone
from crm.booking_card import Card
from crm.documents import words

PRODUCT = "-//Dreamland//Trip//EN"
A_DAY_BEFORE = timedelta(days=-1)


def trip(card: Card, now: datetime) -> bytes:
    """The entry of the booking's trip. The uid never changes and the sequence grows with every
    event of the booking, so a newer copy takes the older one's place."""
    booking = card.booking
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{booking.public_id}@dreamland")
    event.add("sequence", booking.version)
    event.add("dtstamp", now)
    event.add("summary", booking.title)
    begins, ends = span(card)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("description", _description(card))
    if card.departure is not None and card.departure.meeting_point:
        event.add("location", card.departure.meeting_point)
    if booking.status in ("cancelled", "expired"):
        event.add("status", "CANCELLED")
    else:
        tentative = booking.status in ("quote", "hold", "payment_pending")
        event.add("status", "TENTATIVE" if tentative else "CONFIRMED")
        event.add_component(_alarm(booking.title))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def span(card: Card) -> tuple[date, date]:
    """First moment and end: dates (the last day + 1) or, with a fixed time, local datetimes."""
    departure = card.departure
    after = card.booking.end_date + timedelta(days=1)
    if departure is None or departure.departure_time is None:
        return card.booking.start_date, after
    zone = ZoneInfo(departure.timezone)
    begins = datetime.combine(departure.departure_date, departure.departure_time, zone)
    if card.tour is not None and card.tour.duration_minutes is not None:
        length = timedelta(minutes=card.tour.duration_minutes)
        ends = (departure.starts_at + length).astimezone(zone)
        return begins, ends
    return begins, datetime.combine(after, time(0), zone)


def _description(card: Card) -> str:
    language, number = card.language, card.organization.office_phone
    lines = [f"{words.say('booking_code', language)}: {card.booking.booking_code}"]
    lines.append(card.organization.name)
    if number:
        lines.append(phone.display(number))
    return "\n".join(lines)


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", A_DAY_BEFORE)
    return alarm
