"""Departures used by a manager: a tour is put on sale, its days planned, moved and called off."""

from playwright.sync_api import expect

from tests.chromium import trade
from tests.chromium.forms import goes, says
from tests.chromium.house import ADMIN, House


def test_a_tour_and_its_first_departure_are_put_on_sale(people: House) -> None:
    """Then it is changed, the departure too; it is closed for sale and opened again."""
    page = people.sits(ADMIN, "/inbox/tours")
    page.get_by_role("link", name="New tour").click()
    for label, value in (
        ("Name", "Поющий бархан"), ("Lasts", "2"), ("Seats", "6"), ("Price a person", "85 000"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(value)
    says(page, page.locator("main form"))
    row = page.locator("tbody tr", has_text="Поющий бархан")
    expect(row).to_contain_text("KZT 85,000")
    row.get_by_role("link").click()
    page.get_by_label("Price a person", exact=True).fill("90 000")
    says(page, page.locator("main form"))
    expect(row).to_contain_text("KZT 90,000")

    page.goto(f"{people.product.url}/inbox/departures")
    page.get_by_role("link", name="New departure").click()
    tour = page.locator("select[name=tour] option", has_text="Поющий бархан")
    page.get_by_label("Tour", exact=True).select_option(tour.get_attribute("value"))
    page.get_by_label("First day").fill(trade.day(people.product, 45).isoformat())
    page.get_by_label("Time", exact=True).fill("07:30")
    says(page, page.locator("main form"))
    facts = page.locator("#departure-shown")
    expect(facts).to_contain_text("6 seats free")

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Seats", exact=True).fill("8")
    page.get_by_label("Meeting point").fill("Жаркент, автовокзал")
    says(page, page.locator("main form"))
    expect(facts).to_contain_text("8 seats free")
    expect(facts).to_contain_text("Жаркент, автовокзал")
    goes(page, page.get_by_role("button", name="Close for sale"))
    expect(facts.locator(".chip")).to_have_text("Closed for sale")
    goes(page, page.get_by_role("button", name="Open for sale"))
    expect(facts.locator(".chip")).to_have_text("On sale")


def test_a_whole_departure_is_moved_and_then_called_off(people: House, number: str) -> None:
    """Each time the list is shown first, with what it costs."""
    (there,) = trade.departing(people.product, "Урочище Тамгалы", 50)
    sold = trade.sold(people.product, there, number, "payment_pending")
    page = people.sits(ADMIN, f"/inbox/departures?month={trade.day(people.product, 50):%Y-%m}")
    page.locator(".leaving", has_text="Урочище Тамгалы").click()
    beside = page.locator("#beside")
    expect(beside).to_contain_text(sold.code)
    beside.get_by_role("link", name="Урочище Тамгалы").click()
    expect(page.locator("#departure-shown")).to_contain_text(sold.code)

    page.get_by_role("link", name="Move all…").click()
    to = trade.day(people.product, 52)
    page.get_by_label("First day").fill(to.isoformat())
    page.get_by_role("button", name="Show the list").first.click()
    expect(page.locator("main")).to_contain_text("1 booking would move")
    goes(page, page.get_by_role("button", name="Move 1 booking"))
    expect(page.locator("#departure-shown")).to_contain_text(f"{to.day} {to:%b}")

    page.get_by_role("link", name="Cancel departure…").click()
    expect(page.locator("main")).to_contain_text("1 booking would be cancelled")
    page.get_by_label("Why").fill("Дорогу размыло")
    goes(page, page.get_by_role("button", name="Cancel 1 booking"))
    expect(page.locator("#departure-shown")).to_contain_text("Cancelled with it")
    page.goto(people.product.url + sold.path)
    expect(page.locator("#booking-head .chip").first).to_have_text("Cancelled")
