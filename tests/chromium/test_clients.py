"""A client beside the conversation: their details, tags, consent, a call and a lead; two who are
one person, and are parted again."""

from playwright.sync_api import Locator, Page, expect

from tests.chromium import house
from tests.chromium.house import AGENT, House


def asks(page: Page, link: str) -> Locator:
    """The form behind a link of the side column."""
    page.locator("#side-column").get_by_role("link", name=link, exact=True).click()
    return page.locator("dialog#asking form")


def kept(page: Page, form: Locator) -> None:
    """Its main button, and the page that comes after it."""
    with page.expect_navigation():
        form.locator("button.main").click()


def test_what_is_known_of_a_client_is_changed_beside_the_chat(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    side = page.locator("#side-column")

    page.locator("#side-edit").click()
    form = page.locator("dialog#asking form")
    form.get_by_label("Full name").fill("Мария Ковалёва")
    form.get_by_label("E-mail").fill("maria@example.com")
    kept(page, form)
    expect(page.get_by_role("heading", level=1)).to_have_text("Мария Ковалёва")
    expect(side).to_contain_text("maria@example.com")

    form = asks(page, "Tag")
    form.get_by_label("Tag").fill("семья")
    kept(page, form)
    expect(side.locator(".chip.tag")).to_have_text("семья")
    with page.expect_navigation():
        side.get_by_role("button", name="Take away the tag “семья”").click()
    expect(side.locator(".chip.tag")).to_have_count(0)

    page.locator("#side-consent").click()
    form = page.locator("dialog#asking form")
    form.get_by_label("About").select_option("Offers")
    form.get_by_label("How and when").fill("По телефону, 4 августа")
    kept(page, form)
    expect(page.locator("#side-consents")).to_contain_text("По телефону, 4 августа")

    form = asks(page, "Note a call")
    form.get_by_label("What was said").fill("Перезвонит в пятницу")
    kept(page, form)
    expect(page.locator("#log .noted")).to_contain_text("Перезвонит в пятницу")

    page.locator("#side-lead-edit").click()
    form = page.locator("dialog#asking form")
    form.get_by_label("Advertisement").fill("Осень в горах")
    form.get_by_label("Agent").select_option("Данияр Сапаров")
    kept(page, form)
    expect(page.locator("#side-lead")).to_contain_text("Осень в горах")
    expect(page.locator("#side-lead")).to_contain_text("Данияр Сапаров")


def test_two_who_are_one_person_are_merged_and_parted_again(people: House, number: str) -> None:
    other = number.replace("+7705", "+7707")
    there = house.written_to(people.product, other, "Маша Двойная")
    page = people.sits(AGENT, house.written_to(people.product, number, "Мария Двойная"))
    page.get_by_role("link", name="Merge with another client").click()
    page.get_by_label("Name or phone").fill(other)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Маша Двойная").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Маша Двойная becomes Мария Двойная")
    with page.expect_navigation():
        page.get_by_role("button", name="Merge the two").click()
    expect(page.locator("#side-merges")).to_contain_text("Merged with Маша Двойная")
    expect(page.locator("[aria-labelledby=talks] li")).to_have_count(2)
    page.goto(people.product.url + there)
    expect(page.get_by_role("heading", level=1)).to_have_text("Мария Двойная")

    page.get_by_role("link", name="Undo…").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Part them").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Маша Двойная")
    expect(page.locator("#side-merges")).not_to_contain_text("Merged with")
