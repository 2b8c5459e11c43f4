"""What is sold beside the chat: an offer of a departure, and a trip of its own."""

from datetime import timedelta

from playwright.sync_api import expect

import now
from tests.chromium import house
from tests.chromium.house import AGENT, House
from tests.product import until


def test_an_offer_is_sent_from_the_panel(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    page.keyboard.press("h")
    panel = page.locator("dialog#sell")
    panel.get_by_text("Send an offer", exact=True).click()
    panel.get_by_label("How many people").fill("2")
    expect(panel.locator("#sell-sum")).to_contain_text("Sends “Offer”")
    with page.expect_navigation():
        panel.locator("#sell-do button.main").click()
    expect(page.locator("#side-bookings .chip")).to_have_text("Quote")
    until(lambda: "предложение" in str(people.product.arrived(f"whatsapp:{number}")))


def test_a_trip_of_its_own_is_quoted(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    page.keyboard.press("h")
    panel = page.locator("dialog#sell")
    panel.get_by_role("link", name="A trip of its own").click()
    first, last = (now.utc() + timedelta(days=days) for days in (30, 32))
    page.get_by_label("Trip; the client reads it").fill("Чарын на двоих")
    page.get_by_label("First day").fill(first.date().isoformat())
    page.get_by_label("Last day").fill(last.date().isoformat())
    page.get_by_label("What the client reads", exact=True).fill("Трансфер")
    page.get_by_label("Price of one").fill("40000")
    page.get_by_role("button", name="Save the quote").click()
    page.wait_for_url("**/inbox/bookings/*")
    expect(page.locator("main")).to_contain_text("Чарын на двоих")
