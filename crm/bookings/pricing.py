"""The price of a booking: its snapshot as the client saw it, and the deposit that is asked for."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from crm import money
from crm.bookings.line import Line
from crm.errors import AmountRefused
from crm.models import BookingItem, Organization

Priced = Line | BookingItem


def deposit(total: Decimal, organization: Organization, currency: str) -> Decimal:
    """The organization's percentage of the total, in whole units of the currency's smallest.

    The whole, where so little cannot be parted.
    """
    percent = organization.deposit_percent
    if total <= 0 or percent <= 0:
        return Decimal(0)
    if percent >= 100:
        return total
    try:
        return money.split(total, [percent, 100 - percent], currency)[0]
    except AmountRefused:
        return total


def snapshot(
    lines: Sequence[Priced], total: Decimal, deposit_amount: Decimal, people: int, currency: str
) -> dict[str, Any]:
    """What is frozen when the quote becomes a hold: amounts as text, never as JSON's floats."""
    return {
        "currency": currency,
        "total": money.plain(total, currency),
        "deposit": money.plain(deposit_amount, currency),
        "participants": people,
        "lines": [
            {
                "kind": line.kind,
                "title": line.title,
                "quantity": line.quantity,
                "unit_price": money.plain(line.unit_price, currency),
                "amount": money.plain(line.amount, currency),
            }
            for line in lines
        ],
    }
