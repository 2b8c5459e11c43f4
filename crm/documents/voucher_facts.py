"""What a voucher says: enough at the meeting point without a network.

Before a booking is confirmed the same page goes with news of a change; it is then no voucher, and
says so.
"""

from datetime import datetime

from crm import local_time, money, phone
from crm.booking_card import Card
from crm.documents import heads, words
from crm.documents.heads import Facts, row
from crm.models import BookingItem, BookingParticipant
from crm.payments import due

ON_VOUCHER = ("confirmed", "paid", "completed")
"""Bookings that have a voucher, and travellers who are on the group's list."""


def of(card: Card, version: int, now: datetime) -> Facts:
    """The facts of one version, in the client's language."""
    language = card.language
    moment = heads.issued_text(now, card.organization.timezone, language)
    return {
        "brand": heads.brand(card.organization),
        "corner_label": words.say("booking_code", language),
        "corner": card.booking.booking_code,
        "label": words.say("voucher" if _holds(card) else "unconfirmed", language),
        "title": card.booking.title,
        "subtitle": _subtitle(card, language),
        "rows": [*_trip(card, language), *_people(card, language)],
        "lists": _lists(card, language),
        "services": {"label": words.say("program", language), "rows": _services(card, language)},
        "money": [] if card.organization.hide_prices else _money(card, now, language),
        "notes": _notes(card, language),
        "footer": words.say("version", language, version=version, moment=moment),
        "page": words.say("page", language, page="{page}", pages="{pages}"),
    }


def _holds(card: Card) -> bool:
    """Whether the page lets anybody travel."""
    return card.booking.status in ON_VOUCHER


def _subtitle(card: Card, language: str) -> str:
    seats = words.count("seats", card.booking.num_participants, language)
    if card.tour is None or card.tour.duration_days is not None:
        days = (card.booking.end_date - card.booking.start_date).days + 1
        return f"{words.count('days', days, language)}, {seats}"
    minutes = card.tour.duration_minutes or 0
    return f"{words.count('minutes', minutes, language)}, {seats}"


def _trip(card: Card, language: str) -> list[Facts]:
    booking, departure = card.booking, card.departure
    ends = local_time.weekday_text(booking.end_date, language)
    if departure is None:
        begins = local_time.weekday_text(booking.start_date, language)
        return [
            row(words.say("begins", language), begins, strong=True),
            row(words.say("ends", language), ends),
        ]
    rows = [heads.start_row(departure, language)]
    if booking.end_date != booking.start_date:
        rows.append(row(words.say("return", language), ends))
    if departure.meeting_point:
        rows.append(row(words.say("meeting_point", language), departure.meeting_point, strong=True))
    return rows


def _people(card: Card, language: str) -> list[Facts]:
    names = [_named(one) for one in card.people] or [heads.person(card)]
    rows = [row(words.say("travellers", language), *names)]
    if card.guide is not None:
        number = phone.display(card.guide.phone) if card.guide.phone else ""
        rows.append(
            row(words.say("guide", language), ", ".join(filter(None, (card.guide.name, number))))
        )
    return [one for one in rows if one["lines"]]


def _named(one: BookingParticipant) -> str:
    name = f"{one.first_name} {one.last_name}".strip()
    return f"{name}, {one.requirements}" if one.requirements else name


def _lists(card: Card, language: str) -> list[Facts]:
    if card.tour is None or not card.tour.includes:
        return []
    return [{"label": words.say("included", language), "lines": list(card.tour.includes)}]


def _services(card: Card, language: str) -> list[Facts]:
    """What a trip is made of, where it is more than the tour itself."""
    kept = [item for item in card.services if item.kind != "tour" or card.departure is None]
    return [_service(item, card.booking.timezone, language) for item in kept]


def _service(item: BookingItem, zone: str, language: str) -> Facts:
    when = ""
    if item.starts_local is not None:
        at = item.starts_local
        when = local_time.departure_text(
            at.date(), at.time() if at.hour or at.minute else None, item.timezone or zone, language
        )
    ends = (item.from_place or item.from_iata, item.to_place or item.to_iata)
    way = " → ".join(filter(None, ends))
    ref = words.say("confirmation", language, ref=item.provider_ref) if item.provider_ref else ""
    beside = ", ".join(filter(None, (way, item.provider, ref)))
    return row(when, item.title, beside)


def _money(card: Card, now: datetime, language: str) -> list[Facts]:
    """The price, each payment, what is left."""
    currency, standing = card.booking.currency, card.standing
    rows = [_sum(words.say("cost", language), money.text(standing.total, currency, language))]
    for payment in card.payments:
        told = words.say(
            "paid_on",
            language,
            date=local_time.date_text(payment.payment_date, language),
            method=words.say(payment.payment_method, language),
        )
        rows.append(_sum(told, money.text(payment.amount, currency, language)))
    if standing.refunded > 0:
        back = money.text(-standing.refunded, currency, language)
        rows.append(_sum(words.say("refunded", language), back))
    if standing.due <= 0:
        return [*rows, {**_sum(words.say("nothing_left", language), ""), "strong": True}]
    wanted = due.of(card, now)
    label = words.say("left", language)
    if wanted is not None and wanted.by is not None and wanted.rest == 0:
        day = local_time.date_text(wanted.by, language)
        label = words.say("left_by", language, date=day)
    left = money.text(standing.due, currency, language)
    return [*rows, {**_sum(label, left), "strong": True}]


def _sum(label: str, amount: str) -> Facts:
    return {"label": label, "amount": amount, "strong": False}


def _notes(card: Card, language: str) -> list[str]:
    notes = [words.say("write" if _holds(card) else "no_voucher", language)]
    if card.organization.office_phone:
        number = phone.display(card.organization.office_phone)
        notes.insert(0, words.say("office", language, phone=number))
    return notes
