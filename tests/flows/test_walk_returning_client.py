"""A client writes, books, and comes back a year later: one person, two leads, two bookings."""

import pytest

from tests.flows import desk, trade
from tests.flows.conftest import MakeProduct
from tests.product import Product, until

MARIA = "+77012345678"


@pytest.mark.long
def test_a_client_who_returns_after_a_year_has_one_history(make_product: MakeProduct) -> None:
    product = make_product("web", "clock", DEMO_CLOCK="1")
    desk.approve_templates(product)
    trade.in_office_hours(product)
    product.flask("tours", "add", "Алтай", "--price", "225000", "--seats", "10", "--days", "3")
    product.writes(MARIA, "Здравствуйте, есть туры на Алтай?", name="Мария")
    lead = "SELECT l.status, l.source, l.unread_messages_count FROM leads l ORDER BY l.id DESC"
    assert product.sql(lead)[0] == ("new", "whatsapp", 1)

    first = _book(product)
    assert product.sql(lead)[0][0] == "won"
    product.flask("payments", "record", first, "225000", "--method", "cash")
    trade.got(product, MARIA, "450 000")

    product.flask("demo", "advance", "365d")
    done = "SELECT count(*) FROM bookings WHERE status = 'completed'"
    until(lambda: product.one(done) == 1, 30)
    product.writes(MARIA, "Здравствуйте! Хочу ещё раз на Алтай.")
    assert product.sql(lead)[0][:2] == ("new", "whatsapp")

    second = _book(product)
    assert product.sql("SELECT count(*) FROM clients") == [(1,)]
    assert product.sql("SELECT status FROM leads ORDER BY id") == [("won",), ("won",)]
    shown = product.flask("clients", "show", MARIA)
    assert f"booking    {first} completed" in shown
    assert f"booking    {second} confirmed" in shown
    assert "paid       KZT 675,000" in shown
    assert trade.balanced(product)


def _book(product: Product) -> str:
    """Quoted, offered, held and confirmed by its deposit; each reaches the phone."""
    day = trade.day(product, 60)
    departure = product.flask("departures", "add", "Алтай", str(day), "--time", "07:30")
    number = departure.removeprefix("Departure ").partition(":")[0]
    wish = ("--client", MARIA, "--departure", number, "--people", "2")
    code = trade.code_in(product.flask("bookings", "quote", *wish))
    product.flask("bookings", "offer", code)
    trade.got(product, MARIA, "450 000")
    assert trade.page(product, code, "").status_code == 200
    product.flask("bookings", "hold", code)
    trade.got(product, MARIA, code)
    assert "hold → payment pending" in product.flask("bookings", "request", code)
    assert "→ confirmed" in product.flask("payments", "record", code, "225000")
    voucher = trade.page(product, code, "voucher.pdf")
    assert voucher.headers["Content-Type"] == "application/pdf"
    assert voucher.content.startswith(b"%PDF")
    return code
