"""An operator's own template: written, checked while one types, approved, changed, withdrawn."""

from playwright.sync_api import Page, expect

from tests.chromium.house import ADMIN, House
from tests.product import until

TITLE = "Скидка на озёра"
BODY = "Здравствуйте, {{ client_name }}! В эти выходные у нас особые цены на озёра."


def beside(page: Page) -> None:
    """Until the chosen one stands beside the list with these words."""
    expect(page.locator("aside.beside h2")).to_have_text(TITLE)


def test_an_own_template_from_the_first_word_to_the_last(people: House) -> None:
    page = people.sits(ADMIN, "/inbox/templates")
    page.get_by_role("link", name="New template").click()
    page.get_by_label("What the team calls it").fill(TITLE)
    page.get_by_role("combobox", name="Language").select_option("ru")
    text = page.get_by_label("Text")
    text.fill("Здравствуйте, {{ client_name }}")
    expect(page.locator("#template-check")).to_contain_text("The body ends with a variable.")
    text.fill(BODY)
    page.get_by_label("Sample for").fill("Мария")
    expect(page.locator("#template-check")).to_contain_text("The check found nothing wrong.")
    expect(page.locator("#template-check .phone")).to_contain_text("Мария! В эти выходные")
    page.get_by_role("button", name="Keep the draft").click()
    beside(page)

    row = page.locator("#template-list tr.chosen")
    expect(row).to_contain_text("Draft")
    page.get_by_role("button", name="Hand in for approval").click()
    expect(row).to_contain_text("Approved", timeout=20_000)

    page.reload()
    page.get_by_role("link", name="Write a new version").click()
    expect(text).to_have_value(BODY)
    text.fill(BODY.replace("эти выходные", "будни"))
    page.get_by_role("button", name="Keep the draft").click()
    beside(page)
    expect(page.locator("aside.beside .phone")).to_contain_text("В будни у нас")

    page.get_by_role("button", name="Withdraw").click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("Agents are offered it no longer")
    dialog.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#template-list").get_by_text(TITLE)).to_have_count(0)


def test_the_providers_word_is_read_again(people: House) -> None:
    page = people.sits(ADMIN, "/inbox/templates")
    last = "SELECT max(synced_at) FROM whatsapp_templates"
    before = people.product.one(last)
    with page.expect_navigation():
        page.get_by_role("button", name="Read again").click()
    until(lambda: people.product.one(last) > before)
    page.reload()
    at = people.product.one(f"SELECT ({last}) AT TIME ZONE 'Asia/Almaty'")
    expect(page.locator(".page-head")).to_contain_text(f"Read from Twilio {at:%H:%M}")
