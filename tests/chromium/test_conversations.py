"""A conversation from its beginning to its end: taken, answered, noted in, closed, opened again;
then what failed, and a file that did not come."""

import re

from playwright.sync_api import Page, expect

from tests.chromium import house
from tests.chromium.house import AGENT, House
from tests.product import Product, until


def asked(page: Page, what: str) -> None:
    """The person of the team presses a letter, and the page it leads to is there."""
    with page.expect_navigation():
        page.keyboard.press(what)


def says(page: Page, words: str) -> None:
    """Typed into the field that has the caret, and sent by the keys."""
    page.keyboard.type(words)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("#log")).to_contain_text(words)


def test_a_conversation_is_taken_answered_noted_in_closed_and_opened_again(
    people: House, number: str
) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    asked(page, "i")
    expect(page.locator("#assign summary")).to_contain_text("(me)")

    house.listens(page)
    with page.expect_response("**/seen"):
        people.product.writes(number, "Нас двое")
    expect(page.locator("#log")).to_contain_text("Нас двое")
    page.keyboard.press("m")
    expect(page.locator("#body")).to_be_focused()
    says(page, "Да, места есть")
    expect(page.locator("a.row[aria-current] .count")).to_have_count(0)
    page.keyboard.press("n")
    expect(page.locator("#note-body")).to_be_focused()
    says(page, "Любит горы")
    expect(page.locator("#log .team-note")).to_contain_text("only the team sees it")
    assert "Любит горы" not in str(people.product.arrived(f"whatsapp:{number}"))

    page.locator("#main").click(position={"x": 5, "y": 200})
    asked(page, "e")
    expect(page.locator("#head .chip", has_text="Done")).to_be_visible()
    expect(page.locator("a.row[aria-current]")).to_have_count(0)
    with page.expect_navigation():
        page.get_by_role("button", name="Open again").click()
    expect(page.locator("#head .chip", has_text="Done")).to_have_count(0)
    expect(page.locator("a.row[aria-current]")).to_have_count(1)


def test_a_template_is_filled_in_seen_and_sent(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    page.keyboard.press("t")
    expect(page.get_by_label("About")).to_be_focused()
    expect(page.locator("#preview mark.missing")).to_have_text("About?")
    page.keyboard.type("поездку на Алтай")
    expect(page.locator("#preview mark.missing")).to_have_count(0)
    expect(page.locator("#preview .paper")).to_contain_text("про поездку на Алтай")
    with page.expect_navigation():
        page.get_by_role("button", name="Send template").click()
    expect(page.locator("#log .ours").last).to_contain_text("Template")
    until(lambda: "поездку на Алтай" in str(people.product.arrived(f"whatsapp:{number}")))


def test_what_failed_is_sent_again_by_its_button(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    fault = {"name": "fail", "code": "63019", "next": 1, "phone": f"whatsapp:{number}"}
    people.product.control("faults", **fault)
    house.answers(page, "Программа тура")
    box = page.locator("#log .box.bad")
    expect(box).to_contain_text("could not fetch the file")
    with page.expect_navigation():
        box.get_by_role("button", name="Send again").click()
    expect(page.locator("#log .ours", has_text="Программа тура")).to_have_count(2)
    until(lambda: "Программа тура" in str(people.product.arrived(f"whatsapp:{number}")))


def gives_up(product: Product, number: str) -> None:
    """A day of tries, all in vain, without waiting for it: the next one is the last."""
    product.control("faults", name="media_missing")
    product.writes(number, "Вот фото", kind="image")
    until(lambda: _is_given_up(product, number))


def _is_given_up(product: Product, number: str) -> bool:
    """Whether that was the last try; asked again, since a try that runs counts by itself."""
    product.sql(
        "UPDATE attachments SET attempts = 11, next_attempt_at = now() "
        "WHERE state = 'waiting' AND attempts > 0"
    )
    theirs = (
        "SELECT 1 FROM attachments a JOIN communications m ON m.id = a.communication_id "
        "JOIN clients c ON c.id = m.client_id WHERE c.phone = :phone AND a.state = 'missing'"
    )
    return bool(product.sql(theirs, phone=number))


def test_a_file_that_was_given_up_is_fetched_again(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    house.listens(page)
    gives_up(people.product, number)
    lost = page.locator("#log .fetching.bad")
    expect(lost).to_contain_text("could not be fetched")
    people.product.simulator.network.faults.remove("media_missing")
    with page.expect_navigation():
        lost.get_by_role("button", name="Fetch again").click()
    expect(page.get_by_alt_text(re.compile("^Picture"))).to_be_visible()
