"""In by the form, to the page that was asked for; another language; and out again."""

import re

from playwright.sync_api import expect

from tests.chromium.house import COLLEAGUE, PASSWORD, House


def test_somebody_comes_in_reads_another_language_and_leaves(people: House) -> None:
    page = people.stranger()
    page.goto(f"{people.product.url}/inbox/tasks")
    page.get_by_label("E-mail").fill(COLLEAGUE)
    page.get_by_label("Password", exact=True).fill("not that one")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#password")).to_have_attribute("type", "text")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/inbox/tasks")

    for words, name in (("Русский", "Задачи"), ("English", "Tasks")):
        page.locator("details.me summary").click()
        with page.expect_navigation():
            page.get_by_role("button", name=words).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/sign-in"))
    page.goto(f"{people.product.url}/inbox/tasks")
    expect(page).to_have_url(re.compile("/sign-in"))
