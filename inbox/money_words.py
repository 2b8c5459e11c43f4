"""Amounts, days and ways of paying, in the language of the page."""

from datetime import date
from decimal import Decimal

from crm import local_time, money
from pages.languages import current
from pages.languages import lazy as _l

METHODS = {
    "kaspi": "Kaspi",
    "bank_transfer": _l("bank transfer"),
    "card": _l("card"),
    "cash": _l("cash"),
    "mobile_money": _l("mobile money"),
    "paypal": "PayPal",
    "other": _l("other"),
}


def amount(value: Decimal, currency: str) -> str:
    """`450 000 ₸`."""
    return money.text(value, currency, current())


def typed(value: Decimal, currency: str) -> str:
    """As a field holds it: digits alone, no more of them than needed."""
    plain = money.plain(value, currency)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def day(value: date) -> str:
    """5 September 2026."""
    return local_time.date_text(value, current())


def method(name: str) -> str:
    """How it was paid."""
    return str(METHODS.get(name, name))
