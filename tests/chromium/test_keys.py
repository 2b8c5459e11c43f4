"""The keys: letters in whatever alphabet is chosen, and Enter as the agent wants it."""

from playwright.sync_api import Page, expect

from tests.chromium import house
from tests.chromium.house import AGENT, House

RUSSIAN = "new KeyboardEvent('keydown', {key: '%s', code: '%s', bubbles: true, cancelable: true})"


def press_in_russian(page: Page, key: str, code: str) -> None:
    """A key while the Russian layout is on, which the browser's own driver cannot switch to."""
    page.evaluate(f"document.activeElement.dispatchEvent({RUSSIAN % (key, code)})")


def test_letters_work_while_another_alphabet_is_chosen(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    press_in_russian(page, "т", "KeyN")
    expect(page.locator("#note-body")).to_be_focused()
    page.locator("#main").click(position={"x": 5, "y": 200})
    press_in_russian(page, ",", "Slash")
    expect(page.locator("dialog#keys")).to_be_visible()


def test_enter_sends_for_whoever_has_chosen_so(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    page.keyboard.press("?")
    page.get_by_label("Enter sends what is typed").check()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()
    page.keyboard.press("m")
    expect(page.locator("#body")).to_be_focused()
    page.keyboard.type("Первая")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("вторая")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#log .ours .said-text").last).to_have_text("Первая\nвторая")


def test_the_keys_that_send_leave_a_button_alone_that_cannot_be_pressed(
    people: House, number: str
) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    page.keyboard.press("h")
    people_field = page.locator("dialog#sell").get_by_label("How many people")
    people_field.fill("400")
    expect(page.locator("#sell-do button")).to_have_attribute("aria-disabled", "true")
    people_field.press("Control+Enter")
    expect(page.locator("#sell-do button")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("dialog#sell")).to_be_visible()
