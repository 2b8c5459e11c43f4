"""What documents share: whose they are, when they were issued, where a trip begins."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crm import local_time, phone
from crm.booking_card import Card
from crm.documents import words
from crm.models import Organization, TourDeparture

Facts = dict[str, Any]
"""Strings ready to print, as JSON keeps them; `draw` says which it knows."""


def brand(organization: Organization) -> Facts:
    """The operator as the head of a page shows them."""
    number = organization.office_phone
    return {
        "name": organization.name,
        "phone": phone.display(number) if number else "",
        "color": organization.brand_color,
        "logo": organization.brand_logo_key,
    }


def issued_text(now: datetime, zone: str, language: str) -> str:
    """`20 June 2026, 11:10 (Almaty)`."""
    local = now.astimezone(ZoneInfo(zone))
    return local_time.departure_text(local.date(), local.time(), zone, language)


def start_row(departure: TourDeparture, language: str) -> Facts:
    """The day, the time where it is fixed, and whose clock shows it."""
    told = local_time.weekday_text(departure.departure_date, language)
    at = departure.departure_time
    if at is not None:
        place = local_time.place(departure.timezone, language)
        offset = local_time.offset_text(departure.starts_at, departure.timezone)
        told = f"{told}, {at:%H:%M} ({place}, {offset})"
    return row(words.say("departure", language), told, strong=True)


def row(label: str, *lines: str, strong: bool = False) -> Facts:
    """A label with what is said of it; `strong` prints the first line bold."""
    return {"label": label, "lines": [line for line in lines if line], "strong": strong}


def person(card: Card) -> str:
    """Who the booking is for."""
    primary = next((one for one in card.people if one.is_primary), None)
    if primary is not None:
        return f"{primary.first_name} {primary.last_name}".strip()
    return "" if card.client.name_is_placeholder else card.client.name
