"""Saved replies: kept on their page, put into an answer by a key, written anew, taken away."""

from playwright.sync_api import expect

from tests.chromium import house
from tests.chromium.house import AGENT, House


def test_a_reply_is_kept_used_written_anew_and_taken_away(people: House, number: str) -> None:
    page = people.sits(AGENT, "/inbox/settings/replies")
    page.get_by_role("button", name="Add a reply").click()
    form = page.locator("dialog#add form")
    form.get_by_label("Title").fill("Что взять с собой")
    form.get_by_label("Language").select_option("Russian")
    form.get_by_label("Text").fill("Тёплую куртку и удобную обувь.")
    with page.expect_navigation():
        form.get_by_role("button", name="Save reply").click()
    expect(page.locator("main")).to_contain_text("Тёплую куртку")

    page.goto(people.product.url + house.written_to(people.product, number))
    page.keyboard.press("m")
    page.keyboard.type(";")
    page.get_by_label("Find a reply").fill("взять")
    page.locator("#replies-list [data-reply]:visible").click()
    expect(page.locator("#body")).to_have_value("Тёплую куртку и удобную обувь.")
    expect(page.locator("#body")).to_be_focused()

    page.goto(f"{people.product.url}/inbox/settings/replies")
    page.get_by_role("button", name="Edit Что взять с собой").click()
    form = page.locator("dialog[open] form")
    form.get_by_label("Text").fill("Куртку, обувь и воду.")
    with page.expect_navigation():
        form.get_by_role("button", name="Save reply").click()
    expect(page.locator("main")).to_contain_text("Куртку, обувь и воду.")
    page.get_by_role("button", name="Remove Что взять с собой").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Remove reply").click()
    expect(page.locator("main")).not_to_contain_text("Куртку, обувь и воду.")
