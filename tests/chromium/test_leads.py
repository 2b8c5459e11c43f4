"""What the team begins: a conversation with a number, a lead by hand; and the board's steps."""

from playwright.sync_api import expect

from tests.chromium.house import AGENT, House


def test_a_conversation_is_begun_with_a_number(people: House, number: str) -> None:
    page = people.sits(AGENT)
    page.get_by_role("link", name="New conversation").click()
    form = page.locator("dialog#asking form")
    form.get_by_label("Phone").fill(number)
    form.get_by_label("Full name").fill("Сергей Новый")
    form.get_by_role("button", name="Open the conversation").click()
    expect(form.get_by_role("alert")).to_contain_text("agreed to be written to")
    form.get_by_label("How and when").fill("Анкета на сайте")
    with page.expect_navigation():
        form.get_by_role("button", name="Open the conversation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Сергей Новый")
    expect(page.locator("#window")).to_contain_text("Has not written yet")
    expect(page.locator("#body")).to_have_count(0)
    expect(page.get_by_role("button", name="Send template")).to_be_visible()


def test_a_lead_by_hand_goes_over_the_board_by_keys_and_by_its_form(
    people: House, number: str
) -> None:
    page = people.sits(AGENT, "/inbox/pipeline")
    page.get_by_role("link", name="New lead").click()
    form = page.locator("dialog#asking form")
    form.get_by_label("Phone").fill(number)
    form.get_by_label("Full name").fill("Лилия Ручная")
    form.get_by_label("Source").select_option("By hand")
    with page.expect_navigation():
        form.get_by_role("button", name="Open the lead").click()
    card = page.locator("#cards-new .lead", has_text="Лилия Ручная")
    expect(card.locator(".opens")).to_be_focused()

    with page.expect_navigation():
        page.keyboard.press("Shift+ArrowRight")
    card = page.locator("#cards-contacted .lead", has_text="Лилия Ручная")
    expect(card.locator(".opens")).to_be_focused()
    expect(page.locator("#said")).to_have_text("Лилия Ручная: Contacted")

    card.get_by_role("link", name="Move…").click()
    form = page.locator("dialog#asking form")
    form.get_by_label("To which stage").select_option("Lost")
    form.get_by_label("Why").fill("Едет с другими")
    with page.expect_navigation():
        form.get_by_role("button", name="Move the lead").click()
    expect(page.locator("#cards-lost .lead", has_text="Лилия Ручная")).to_contain_text(
        "Едет с другими"
    )
