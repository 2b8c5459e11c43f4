"""A session of 90 minutes is confirmed: its guide is told on WhatsApp, and says «Принято»."""

from tests.flows import desk, trade
from tests.flows.conftest import MakeProduct
from tests.product import until

GUIDE, CLIENT = "+77051112233", "+77012345678"
NOTICE = "SELECT event, processed FROM guide_notifications"


def test_a_confirmed_session_reaches_its_guide(make_product: MakeProduct) -> None:
    product = make_product("web", DEMO_CLOCK="1")
    desk.approve_templates(product)
    trade.in_office_hours(product)
    product.flask(
        "tours", "add", "Закат на Чарыне", "--kind", "session", "--price", "12000",
        "--seats", "15", "--minutes", "90",
    )  # fmt: skip
    guide = ("--phone", GUIDE, "--name", "Ерлан", "--kind", "internal")
    product.flask("clients", "add", *guide)
    day = str(trade.day(product, 9))
    product.flask("departures", "add", "1", day, "--time", "18:00", "--guide", GUIDE)
    product.writes(CLIENT, "Здравствуйте, запишите нас двоих.", name="Нурлан")
    wish = ("--client", CLIENT, "--departure", "1", "--people", "2")
    code = trade.code_in(product.flask("bookings", "quote", *wish))
    assert "Guide: Ерлан is told" in product.flask("bookings", "confirm", code)
    assert product.sql(NOTICE) == [("created", False)]

    product.start("clock")
    told = trade.got(product, GUIDE, "Закат на Чарыне")
    until(lambda: product.sql(NOTICE) == [("created", True)], 30)
    button = told["buttons"][0]
    assert button["title"] == "Принято"
    product.writes(
        GUIDE, kind="button", button_text="Принято", button_payload=button["id"],
        reply_to=told["sid"],
    )  # fmt: skip
    until(lambda: product.one("SELECT acknowledged_at FROM guide_notifications"), 15)
    assert product.one("SELECT count(*) FROM leads") == 1  # the client's; a guide has none
