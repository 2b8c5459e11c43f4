"""How a person takes a step on a page: opens its form, looks at it, sends it."""

from playwright.sync_api import Locator, Page, expect


def goes(page: Page, button: Locator) -> None:
    """Press what changes something, and wait for the page that it leads to."""
    with page.expect_event("load"):
        button.click()


def opened(page: Page, words: str, within: str = "main") -> Locator:
    """The form in the page's dialog that the button with these words opens."""
    page.locator(within).get_by_role("button", name=words, exact=True).click()
    form = page.locator("dialog#ask form")
    expect(form).to_be_visible()
    return form


def step(page: Page, words: str) -> Locator:
    """The form of a step from the menu of a booking."""
    page.locator("#change-menu summary").click()
    return opened(page, words, "#change-menu")


def says(page: Page, form: Locator) -> None:
    """Press the last button of a form: the one that does it."""
    goes(page, form.locator(".buttons button").last)
