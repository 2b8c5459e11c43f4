"""What a receipt says: one payment, its booking, what remains after it."""

from datetime import datetime
from decimal import Decimal

from crm import local_time, money
from crm.booking_card import Card
from crm.documents import heads, words
from crm.documents.heads import Facts, row
from crm.models import Payment


def of(card: Card, payment: Payment, version: int, now: datetime) -> Facts:
    """The facts of one version, in the client's language; prices always stand on it."""
    language = card.language
    moment = heads.issued_text(now, card.organization.timezone, language)
    return {
        "brand": heads.brand(card.organization),
        "corner_label": words.say("booking_code", language),
        "corner": card.booking.booking_code,
        "label": words.say("receipt", language),
        "title": money.text(payment.amount, payment.currency, language),
        "subtitle": words.say("received", language),
        "rows": _rows(card, payment, language),
        "lists": [],
        "services": {"label": "", "rows": []},
        "money": _money(card, language),
        "notes": [],
        "footer": words.say("version", language, version=version, moment=moment),
        "page": words.say("page", language, page="{page}", pages="{pages}"),
    }


def _rows(card: Card, payment: Payment, language: str) -> list[Facts]:
    booking = card.booking
    rows = [
        row(
            words.say("date", language),
            local_time.date_text(payment.payment_date, language),
            strong=True,
        ),
        row(words.say("method", language), words.say(payment.payment_method, language)),
        row(words.say("payer", language), payment.payer_name or heads.person(card)),
        row(words.say("booking", language), booking.booking_code),
        row(
            words.say("trip", language),
            booking.title,
            local_time.span_text(booking.start_date, booking.end_date, language),
        ),
    ]
    return [one for one in rows if one["lines"]]


def _money(card: Card, language: str) -> list[Facts]:
    standing = card.standing
    rows = [_sum(card, "cost", standing.total), _sum(card, "paid_total", standing.received)]
    if standing.refunded > 0:
        rows.append(_sum(card, "refunded", -standing.refunded))
    if standing.due > 0:
        return [*rows, {**_sum(card, "left", standing.due), "strong": True}]
    done = words.say("nothing_left", language)
    return [*rows, {"label": done, "amount": "", "strong": True}]


def _sum(card: Card, word: str, amount: Decimal) -> Facts:
    told = money.text(amount, card.booking.currency, card.language)
    return {"label": words.say(word, card.language), "amount": told, "strong": False}
