"""What the walk-throughs share: commands at many hands, office hours, what reached a phone."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import requests

from tests import forked
from tests.product import Product, until

ALMATY = ZoneInfo("Asia/Almaty")
OPEN = range(10, 17)
"""Hours at which nothing waits: neither a client's night nor a guide's evening."""


def in_office_hours(product: Product) -> None:
    """Move the clock to a noon in Almaty on a working day, unless it is about that."""
    local = datetime.now(UTC).astimezone(ALMATY)
    if local.hour in OPEN and local.weekday() < 5:
        return
    noon = local.replace(hour=12, minute=0)
    while noon <= local or noon.weekday() > 4:
        noon += timedelta(days=1)
    product.flask("demo", "advance", f"{int((noon - local).total_seconds() // 60)}m")


def day(product: Product, ahead: int) -> date:
    """A day so far ahead of the product's own today."""
    offset = product.sql("SELECT offset_seconds FROM demo_clock")
    moved = timedelta(seconds=float(offset[0][0])) if offset else timedelta(0)
    return (datetime.now(UTC) + moved).astimezone(ALMATY).date() + timedelta(days=ahead)


def code_in(output: str) -> str:
    """The first booking code that a command said."""
    found = re.search(r"[A-Z]{3}-[0-9A-Z]{6}", output)
    assert found is not None, output
    return found[0]


def at_once(product: Product, *commands: tuple[str, ...]) -> list[tuple[int, str]]:
    """Commands as processes begun together: how each ended, and what it said."""
    running = [forked.Command(arguments, product.environment) for arguments in commands]
    ended = [command.end() for command in running]
    return [(code, said + logged) for code, said, logged in ended]


def refused(product: Product, *arguments: str) -> str:
    """What a command says that refuses."""
    ((code, said),) = at_once(product, arguments)
    assert code == 1, said
    return said


def got(product: Product, phone: str, words: str) -> dict[str, Any]:
    """The message with these words, once it has reached a phone."""

    def there() -> list[dict[str, Any]]:
        return [one for one in product.arrived(f"whatsapp:{phone}") if words in one["body"]]

    found: dict[str, Any] = until(there, 90)[-1]
    return found


def page(product: Product, code: str, name: str) -> requests.Response:
    """A page or document of a booking, by the link its client has."""
    link = product.flask("bookings", "link", code).strip()
    return requests.get(f"{link}{name}", timeout=30)


def balanced(product: Product) -> bool:
    """Whether the books sum to nothing, in each currency and each posting."""
    sums = product.sql(
        "SELECT sum(CASE type WHEN 'debit' THEN amount ELSE -amount END)"
        " FROM ledger_entries GROUP BY transaction_id, currency"
    )
    return bool(sums) and all(one == 0 for (one,) in sums)
