"""Amounts in words: one currency beside the other, never added up."""

from collections.abc import Mapping
from decimal import Decimal

from crm import money
from pages import languages


def text(worth: Mapping[str, Decimal]) -> str:
    """450 000 ₸ · 900 $; nothing for nothing."""
    shown = (
        money.text(amount, currency, languages.current()) for currency, amount in worth.items()
    )
    return " · ".join(shown)
