"""What somebody was shown of a whole departure before they said yes to it.

A list has a mark; who agrees gives it back, and where the list has another one by then,
nothing is done. Where much money moves, four signs are typed besides, so that a hand that
slipped does nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from crm.errors import ListChanged, ValueRefused
from crm.models import TourDeparture

LARGE_SEATS = 5
"""Money is much from more than the price of so many seats on."""

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE = 4


@dataclass(frozen=True)
class Consent:
    """What comes back from whoever agrees."""

    mark: str
    code: str = ""
    """As typed."""


def mark(facts: Iterable[object]) -> str:
    """Another one for every other list; the same for the same, however its values are written."""
    return hashlib.sha256(repr(list(map(_plain, facts))).encode()).hexdigest()[:16]


def _plain(fact: object) -> object:
    match fact:
        case tuple():
            return tuple(map(_plain, fact))
        case Decimal():
            return f"{fact.normalize():f}"
        case datetime():
            return fact.timestamp()
    return fact


def code(departure: TourDeparture, sums: Mapping[str, Decimal], of: str) -> str | None:
    """What is to be typed for a list of that mark; None where the sums are not large."""
    much = {departure.currency: LARGE_SEATS * departure.price}
    if all(amount <= much.get(currency, 0) for currency, amount in sums.items()):
        return None
    return "".join(_SIGNS[sign % len(_SIGNS)] for sign in bytes.fromhex(of)[:_CODE])


def require(consent: Consent, of: str, wanted: str | None) -> None:
    """Raises ListChanged where another list was shown, ValueRefused for another code."""
    if consent.mark != of:
        raise ListChanged(
            "The list has changed since it was shown to you: nothing was done. Look at the new one."
        )
    if wanted is not None and consent.code.strip().upper() != wanted:
        raise ValueRefused("Type the code %(code)s to confirm it.", code=wanted)
