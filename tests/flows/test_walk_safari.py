"""A safari of ten days made of lines: two halves, both paid early, and nobody is reminded."""

import json
from typing import Any

import pytest

from tests.flows import desk, trade
from tests.flows.conftest import MakeProduct
from tests.product import Product

JAMES = "+14155550123"
REMINDED = """SELECT count(*) FROM communications WHERE template_name LIKE 'payment_reminder%'
    OR template_name IN ('payment_overdue', 'payment_last_call')"""


@pytest.mark.long
def test_a_safari_paid_early_is_never_reminded_of(make_product: MakeProduct) -> None:
    product = make_product("web", "clock", DEMO_CLOCK="1")
    desk.approve_templates(product)
    trade.in_office_hours(product)
    product.writes(JAMES, "Hello! Ten days in Kenya for the two of us?", name="James Miller")
    code = _quoted(product)
    product.flask("bookings", "offer", code)
    product.flask("bookings", "hold", code)
    halves = (f"3145 on {trade.day(product, 5)}", f"3145 on {trade.day(product, 60)}")
    parts = [piece for half in halves for piece in ("--part", half)]
    assert "→ payment pending" in product.flask("bookings", "request", code, *parts)
    first = ("--ref", "TW-1", "--method", "bank_transfer")
    assert "→ confirmed" in product.flask("payments", "record", code, "3145", *first)
    second = ("--ref", "TW-2", "--method", "bank_transfer")
    assert "→ paid" in product.flask("payments", "record", code, "3145.00", *second)
    trade.got(product, JAMES, code)

    schedule = json.loads(product.flask("payments", "schedule", code, "--json"))
    assert [_without_instant(part) for part in schedule] == [
        _part(product, "Deposit", 5, "TW-1"),
        _part(product, "Balance", 60, "TW-2"),
    ]
    for name in ("voucher.pdf", f"receipt/{_payment(product)}.pdf"):
        document = trade.page(product, code, name)
        assert (document.status_code, document.content[:4]) == (200, b"%PDF")
    assert trade.page(product, code, "trip.ics").text.startswith("BEGIN:VCALENDAR")

    for _ in range(10):
        product.flask("demo", "advance", "7d")
    assert product.one(REMINDED) == 0
    assert trade.balanced(product)


def test_providers_references_come_when_they_are_known(make_product: MakeProduct) -> None:
    product = make_product(DEMO_CLOCK="1")
    product.flask("clients", "add", "--phone", JAMES, "--name", "James Miller")
    code = _quoted(product)
    product.flask("bookings", "hold", code)
    product.flask("bookings", "item", "confirm", code, "2", "--ref", "SAROVA-5521")
    shown = product.flask("bookings", "show", code)
    for words in ("ALA–NBO, Kenya Airways, reference K7PQ2M", "reference SAROVA-5521", "Joseph"):
        assert words in shown


def _quoted(product: Product) -> str:
    """Flights, hotels, a transfer with its driver, an experience: 6,290 dollars for two."""
    day, last = trade.day(product, 90), trade.day(product, 99)
    lines = (
        f"flight: Almaty to Nairobi; 890 x 2; from=ALA; to=NBO; provider=Kenya Airways; "
        f"ref=K7PQ2M; flight_number=KQ541; starts={day} 03:40",
        f"hotel: Sarova Mara; 310 x 9; rooms=1; starts={day}; ends={last}; provider=Sarova",
        "transfer: Land Cruiser with a driver; 1200; driver_name=Joseph; "
        "driver_phone=+254712000111; capacity=6",
        "experience: Balloon over the Mara; 260 x 2; duration_hours=4; includes=breakfast,photos",
    )
    typed = [piece for line in lines for piece in ("--item", line)]
    trip = ("--title", "Ten days in Kenya", "--currency", "USD", "--zone", "Africa/Nairobi")
    travels = ("--people", "2", "--participant", "Anna Miller, wife, 39", "--ends", str(last))
    return trade.code_in(
        product.flask("bookings", "quote", "--client", JAMES, *trip, *travels, *typed)
    )


def _part(product: Product, name: str, ahead: int, reference: str) -> dict[str, Any]:
    """A part of the schedule as other programs read it."""
    return {
        "description": name,
        "amount": "3145.00",
        "due_date": trade.day(product, ahead).isoformat(),
        "paid": True,
        "transaction_id": reference,
    }


def _without_instant(part: dict[str, Any]) -> dict[str, Any]:
    assert part["paid_at"] is not None
    return {name: value for name, value in part.items() if name != "paid_at"}


def _payment(product: Product) -> str:
    return str(product.one("SELECT public_id FROM payments ORDER BY id LIMIT 1"))
