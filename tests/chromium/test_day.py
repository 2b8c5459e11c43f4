"""The day of an agent, the phone page and the inbox side by side: from a stranger's first message
to a paid trip; then the window closes, and the client asks not to be written to any more."""

import re

from playwright.sync_api import Page, expect

from tests.chromium import house
from tests.chromium.house import AGENT, PASSWORD, House

NAME = "Асель Нурова"


def signs_in(page: Page, people: House) -> None:
    """By the form, wherever the page has been led."""
    if "/sign-in" not in page.url:
        page.goto(f"{people.product.url}/inbox/sign-in")
    page.get_by_label("E-mail").fill(AGENT)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/inbox/(?!sign-in)"))


def hears(phone: Page, words: str) -> None:
    """The client reads a message with these words in it."""
    expect(phone.locator("#messages .theirs", has_text=words).last).to_be_visible(timeout=20_000)


def places_a_hold(page: Page, people: int) -> None:
    """In three steps beside the chat, on the departure that it proposes."""
    page.locator("#place-hold").click()
    panel = page.locator("dialog#sell")
    panel.get_by_label("How many people").fill(str(people))
    panel.get_by_role("button", name=f"Hold {people} seats").click()
    expect(page.locator("#side-bookings .chip")).to_have_text("Hold")


def takes_a_step(page: Page, words: str, state: str) -> None:
    """By the button on the booking's card and the form behind it, as it is filled already."""
    page.locator("#side-bookings").get_by_role("button", name=words).click()
    form = page.locator("dialog#ask form")
    form.locator("button.main").click()
    expect(page.locator("#side-bookings .chip").first).to_have_text(state)


def test_the_day_of_an_agent(people: House, number: str) -> None:
    phone, page = people.phone(number, NAME), people.stranger()
    signs_in(page, people)
    page.goto(f"{people.product.url}/inbox/?whose=unassigned")
    house.listens(page)

    house.writes(phone, "Здравствуйте! Есть места на Алтай?")
    page.locator("#rows").get_by_text(NAME, exact=True).click()
    expect(page.locator("#log")).to_contain_text("Есть места на Алтай?")
    hears(phone, f"Здравствуйте, {NAME}!")

    house.answers(page, "Да, есть. На какое число?")
    hears(phone, "На какое число?")
    house.listens(page)
    house.writes(phone, "На ближайшее, нас двое")
    expect(page.locator("#log")).to_contain_text("нас двое")

    places_a_hold(page, 2)
    hears(phone, "Места отложены")
    takes_a_step(page, "Request payment", "Payment pending")
    hears(phone, "будет подтверждена")
    takes_a_step(page, "Record payment", "Confirmed")
    hears(phone, "подтверждена")

    talk = page.url
    people.product.flask("demo", "advance", "25h")
    expect(page).to_have_url(re.compile("/sign-in"), timeout=15_000)
    signs_in(page, people)
    page.goto(talk)
    expect(page.locator("#body")).to_have_count(0)
    page.get_by_role("button", name="Send template").click()
    expect(page.locator("#log .ours").last).to_contain_text("Template")

    house.listens(page)
    house.writes(phone, "стоп")
    hears(phone, "отправьте СТАРТ")
    expect(page.locator("#head")).to_contain_text("Opted out")
    page.reload()
    expect(page.locator("#composer")).to_contain_text("asked not to be written to")
    page.locator("#kind-template").click()
    expect(page.get_by_role("button", name="Send template")).to_have_count(0)
