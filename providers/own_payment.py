"""The operator's own way of being paid: a Kaspi or M-Pesa link, or bank details with the code.

Nothing is created anywhere and nobody reports back; payments are found in the bank's statement.
"""

from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import quote, urlsplit

from crm import money
from crm.payment_provider import EventRefused, Order, PaymentEvent, WayToPay


class OwnPayment:
    """Fills the operator's link; stands for crm.payment_provider.PaymentProvider."""

    def create_link(self, order: Order) -> WayToPay:
        """The link with the code and the amount filled in, and the bank details as they are."""
        return WayToPay(
            url=_filled(order.payee.link, order),
            instructions=order.payee.details,
            reference=order.code,
        )

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentEvent:
        """There are none. Raises EventRefused always."""
        del body, headers
        raise EventRefused("The operator's own way of being paid sends no events.")


def _filled(template: str | None, order: Order) -> str | None:
    """The link; None where there is none, or where it leads to no web page."""
    if not template:
        return None
    code = quote(order.code, safe="")
    url = template.replace("{code}", code).replace("{amount}", _plain(order.amount, order.currency))
    return url if urlsplit(url).scheme == "https" else None


def _plain(amount: Decimal, currency: str) -> str:
    """As links take it: `225000`, `225000.50`."""
    whole = amount.to_integral_value()
    return f"{whole:f}" if whole == amount else money.plain(amount, currency)
