"""Three parties of two want the last two seats at once; what is held lapses and is sold again."""

from tests.flows import desk, trade
from tests.flows.conftest import MakeProduct
from tests.product import Product, until

PHONES = ("+77012345671", "+77012345672", "+77012345673")
SEATS = "SELECT seats_taken FROM tour_departures"


def test_of_three_parties_at_once_one_holds_the_last_seats(make_product: MakeProduct) -> None:
    product = make_product("web", "clock", DEMO_CLOCK="1")
    desk.approve_templates(product)
    trade.in_office_hours(product)
    codes = _quotes(product)
    holds = [("bookings", "hold", code, "--key", f"hold-{code}") for code in codes]
    said = trade.at_once(product, *holds)
    assert sorted(code for code, _ in said) == [0, 1, 1]
    assert sum("0 seats are left, 2 wanted" in words for _, words in said) == 2
    assert product.one(SEATS) == 2

    winner = next(place for place, (code, _) in enumerate(said) if code == 0)
    assert product.flask(*holds[winner]) == said[winner][1]  # the kept answer, nothing more
    other = ("bookings", "hold", codes[winner - 1], "--key", f"hold-{codes[winner]}")
    assert "was used for another request" in trade.refused(product, *other)
    assert product.one(SEATS) == 2
    trade.got(product, PHONES[winner], codes[winner])

    product.flask("demo", "advance", "27h")
    until(lambda: product.one(SEATS) == 0, 30)
    assert f"{codes[winner]}  expired" in product.flask("bookings", "list")
    assert product.one("SELECT count(*) FROM seat_allocations WHERE released_at IS NULL") == 0

    rival = codes[winner - 1]
    product.flask("bookings", "hold", rival)
    assert "hold → confirmed" in product.flask("payments", "record", rival, "225000")
    late = product.flask("payments", "record", codes[winner], "225000")
    assert "Needs a person: late payment." in late
    assert trade.balanced(product)
    assert product.one(SEATS) == 2


def test_a_key_used_by_two_at_once_places_one_quote(make_product: MakeProduct) -> None:
    product = make_product(DEMO_CLOCK="1")
    _departure(product)
    product.flask("clients", "add", "--phone", PHONES[0], "--name", "Мария")
    wish = ("--client", PHONES[0], "--departure", "1", "--people", "2", "--key", "once")
    said = trade.at_once(product, *[("bookings", "quote", *wish)] * 3)
    good = {words for code, words in said if code == 0}
    assert len(good) == 1  # whoever was not told to ask again has the one answer
    assert all(code == 0 or "still being worked on" in words for code, words in said)
    assert product.flask("bookings", "quote", *wish) in good
    assert product.one("SELECT count(*) FROM bookings") == 1


def _departure(product: Product) -> None:
    product.flask("tours", "add", "Алтай", "--price", "225000", "--seats", "2", "--days", "3")
    product.flask("departures", "add", "Алтай", str(trade.day(product, 60)), "--time", "07:30")


def _quotes(product: Product) -> list[str]:
    """A quote for two, for each of three clients who wrote."""
    _departure(product)
    codes = []
    for phone in PHONES:
        product.writes(phone, "Здравствуйте! Два места на Алтай, пожалуйста.", name="Гость")
        wish = ("--client", phone, "--departure", "1", "--people", "2")
        codes.append(trade.code_in(product.flask("bookings", "quote", *wish)))
    return codes
