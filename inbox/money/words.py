"""Amounts and ways of paying, in the language of the page; templates call them."""

from collections.abc import Mapping
from decimal import Decimal

from flask import Flask

from crm import money
from pages.languages import current, lazy as _l

METHODS = {
    "kaspi": "Kaspi",
    "bank_transfer": _l("bank transfer"),
    "card": _l("card"),
    "cash": _l("cash"),
    "mobile_money": _l("mobile money"),
    "paypal": "PayPal",
    "other": _l("other"),
}


def register(app: Flask) -> None:
    """Let the templates say them."""
    app.jinja_env.globals.update(
        method_word=method,
        methods=METHODS,
        sum_of=sum_of,
        sums_of=sums_of,
        typed_sum=typed_sum,
    )


def sum_of(amount: Decimal, currency: str) -> str:
    """`450 000 ₸`."""
    return money.text(amount, currency, current())


def sums_of(worth: Mapping[str, Decimal]) -> str:
    """`450 000 ₸ · 900 $`: one currency beside the other, never added up."""
    return " · ".join(sum_of(amount, currency) for currency, amount in worth.items())


def typed_sum(amount: Decimal, currency: str) -> str:
    """As one types it into a field: 225000, 99.90."""
    is_whole = amount == amount.to_integral_value()
    return f"{amount:.0f}" if is_whole else money.plain(amount, currency)


def method(name: str) -> str:
    """How it was paid."""
    return str(METHODS[name])
