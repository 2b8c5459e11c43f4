"""The operator's own way of being paid."""

from decimal import Decimal

import pytest

from crm.payment_provider import EventRefused, Order, Payee, PaymentProvider
from providers.own_payment import OwnPayment

provider: PaymentProvider = OwnPayment()


def order(link: str | None, amount: str = "225000", currency: str = "KZT") -> Order:
    """What a client is to pay."""
    return Order(
        payee=Payee("Dreamland PRO", link, "IBAN KZ86"),
        code="ALT-7K3M9Q",
        amount=Decimal(amount),
        currency=currency,
        language="ru",
        return_url="https://crm.example.com/b/token/pay",
    )


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [("225000.000", "KZT", "225000"), ("225000.5", "KZT", "225000.50"), ("1.5", "KWD", "1.500")],
)
def test_the_link_is_filled_in(amount: str, currency: str, written: str) -> None:
    way = provider.create_link(
        order("https://pay.example.com/?c={code}&s={amount}&again={code}", amount, currency)
    )
    expected = f"https://pay.example.com/?c=ALT-7K3M9Q&s={written}&again=ALT-7K3M9Q"
    assert way.url == expected
    assert (way.instructions, way.reference) == ("IBAN KZ86", "ALT-7K3M9Q")


@pytest.mark.parametrize("link", [None, "", "javascript:alert(1)", "http://pay.example.com"])
def test_what_leads_to_no_page_is_no_link(link: str | None) -> None:
    assert provider.create_link(order(link)).url is None


def test_it_has_no_events() -> None:
    with pytest.raises(EventRefused, match="no events"):
        provider.read_event(b"{}", {})
