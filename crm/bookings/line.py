"""A line of a booking as it is asked for, before it is a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line as it is asked for; amounts are in the booking's currency."""

    kind: str
    title: str
    unit_price: Decimal
    quantity: int = 1
    provider: str | None = None
    provider_ref: str | None = None
    starts_local: datetime | None = None
    ends_local: datetime | None = None
    timezone: str | None = None
    from_place: str | None = None
    to_place: str | None = None
    from_iata: str | None = None
    to_iata: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        """What the line adds to the total."""
        return self.quantity * self.unit_price
