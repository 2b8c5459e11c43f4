"""The seam to ways of being paid: frozen values, one Protocol, one refusal.

As narrow as the messaging one (crm.provider): ask for a link for an order, read a signed event
about a payment. What an event means for a booking is crm.payments' alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol


@dataclass(frozen=True)
class Payee:
    """Who is paid, as the organization's settings say it."""

    name: str
    link: str | None = None
    """The operator's own link, `{code}` and `{amount}` to be filled in."""
    details: str | None = None
    """Bank details, as lines of text."""


@dataclass(frozen=True)
class Order:
    """What is to be paid: an amount of a booking, due at the moment of asking."""

    payee: Payee
    code: str
    """The booking's code: the reference by which the payment is found."""
    amount: Decimal
    currency: str
    language: str
    return_url: str
    """Where the client comes back to."""


@dataclass(frozen=True)
class WayToPay:
    """How the client pays an order: by a link, by following instructions, or either."""

    url: str | None
    instructions: str | None
    reference: str
    """What the client is to name as the purpose of a transfer."""


@dataclass(frozen=True)
class PaymentEvent:
    """What a provider says of one payment, its signature checked."""

    provider: str
    provider_ref: str
    """The provider's own id of the payment: the same event twice names the same."""
    code: str
    """The order's code, as it was given to the provider."""
    status: str
    """processing, succeeded, failed or cancelled."""
    amount: Decimal
    currency: str
    occurred_at: datetime
    failure_code: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class EventRefused(Exception):
    """A request that is no event of this provider: unsigned, misshapen, or none exist."""


class PaymentProvider(Protocol):
    """What a way of being paid can do for us."""

    def create_link(self, order: Order) -> WayToPay:
        """How to pay the order."""

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> PaymentEvent:
        """Check and translate a webhook. Raises EventRefused."""
