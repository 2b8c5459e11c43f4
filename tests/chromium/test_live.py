"""Two browsers, one conversation: each sees within a second what the other does."""

import time

from playwright.sync_api import Page, expect

from tests.chromium import house
from tests.chromium.house import AGENT, COLLEAGUE, House
from tests.product import until

SOON = 1.0
"""Seconds."""


def both(people: House, path: str) -> tuple[Page, Page]:
    """The agent and a colleague, in front of the same conversation."""
    agent, colleague = people.sits(AGENT, path), people.sits(COLLEAGUE, path)
    for page in (agent, colleague):
        house.listens(page)
    return agent, colleague


def test_a_message_from_the_phone_appears_in_both_within_a_second(
    people: House, number: str
) -> None:
    """The best of five: this machine may have other work as well."""
    pages = both(people, house.written_to(people.product, number))
    took = []
    for turn in range(5):
        people.product.writes(number, f"Вопрос {turn}")
        began = time.monotonic()
        for page in pages:
            expect(page.locator("#log").get_by_text(f"Вопрос {turn}")).to_be_visible()
        took.append(time.monotonic() - began)
        pages[0].wait_for_timeout(SOON * 1000)
    assert min(took) < SOON, took


def test_a_new_client_appears_in_the_list_and_in_the_title(people: House, number: str) -> None:
    page = people.sits(AGENT, "/inbox/?whose=all")
    house.listens(page)
    before = int(page.locator("#count-inbox span").first.inner_text())
    people.product.writes(number, house.TEXT, name="Новая Клиентка")
    expect(page.locator("#rows").get_by_text("Новая Клиентка", exact=True)).to_be_visible()
    expect(page).to_have_title(f"({before + 1}) Inbox · Dreamland")


def test_the_bar_of_another_page_counts_along(people: House, number: str) -> None:
    page = people.sits(AGENT, "/inbox/templates")
    house.listens(page)
    before = int(page.locator("#count-inbox span").first.inner_text())
    people.product.writes(number, house.TEXT)
    expect(page.locator("#count-inbox")).to_contain_text(str(before + 1))


def test_an_answer_and_its_ticks_appear_at_the_colleagues(people: House, number: str) -> None:
    agent, colleague = both(people, house.written_to(people.product, number))
    house.answers(agent, "Да, места есть")
    bubble = colleague.locator("#log .message", has_text="Да, места есть")
    expect(bubble).to_be_visible()
    expect(bubble.get_by_role("img", name="Read")).to_be_attached(timeout=10_000)
    expect(agent.locator("#body")).to_have_value("")


def test_two_clicks_are_one_message(people: House, number: str) -> None:
    agent, colleague = both(people, house.written_to(people.product, number))
    agent.locator("#body").fill("Только один раз")
    agent.locator("#text-form button.main").dblclick()
    said = colleague.locator("#log").get_by_text("Только один раз")
    expect(said).to_be_visible()
    until(lambda: len(people.product.arrived(f"whatsapp:{number}")) == 2)
    colleague.reload()
    expect(said).to_have_count(1)


def test_the_second_sees_the_first_one_typing_until_they_are_silent(
    people: House, number: str
) -> None:
    agent, colleague = both(people, house.written_to(people.product, number))
    agent.locator("#body").press_sequentially("Добрый день", delay=20)
    strip = colleague.locator("#typing")
    expect(strip).to_contain_text("Добрый день")
    expect(strip).to_contain_text("Данияр")
    expect(agent.locator("#typing")).to_be_hidden()
    expect(strip).to_be_hidden(timeout=12_000)


def test_the_strip_goes_with_the_send(people: House, number: str) -> None:
    agent, colleague = both(people, house.written_to(people.product, number))
    agent.locator("#body").press_sequentially("Добрый день", delay=20)
    expect(colleague.locator("#typing")).to_be_visible()
    agent.locator("#text-form button.main").click()
    expect(colleague.locator("#typing")).to_be_hidden()


def test_a_draft_comes_back_on_another_device_and_in_no_other_conversation(
    people: House, number: str
) -> None:
    here = house.written_to(people.product, number)
    desk = people.sits(AGENT, here)
    house.listens(desk)
    with desk.expect_response("**/draft"):
        desk.locator("#body").fill("Начну здесь")
    telephone = people.sits(AGENT, here, size=house.NARROW)
    expect(telephone.locator("#body")).to_have_value("Начну здесь")
    other = house.written_to(people.product, number.replace("+7705", "+7706"), "Другая")
    desk.goto(people.product.url + other)
    expect(desk.locator("#body")).to_have_value("")


def test_a_draft_is_kept_though_the_page_is_left_at_once(people: House, number: str) -> None:
    here = house.written_to(people.product, number)
    desk = people.sits(AGENT, here)
    desk.locator("#body").fill("Не успел")
    desk.goto(f"{people.product.url}/inbox/tasks")
    until(lambda: people.product.sql("SELECT 1 FROM drafts WHERE body = 'Не успел'"))
    expect(people.sits(AGENT, here).locator("#body")).to_have_value("Не успел")


def test_without_its_stream_a_page_says_so_and_looks_by_itself(people: House, number: str) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    house.listens(page)
    people.product.kill("live")
    try:
        expect(page.get_by_text("looking every 10 s")).to_be_visible(timeout=6_000)
        people.product.writes(number, "Пока потока нет")
        said = page.locator("#log").get_by_text("Пока потока нет")
        expect(said).to_be_visible(timeout=12_000)
    finally:
        people.product.start("live")
    expect(page.locator("#stopped")).to_be_hidden(timeout=15_000)
    people.product.writes(number, "И снова")
    expect(page.locator("#log").get_by_text("И снова")).to_be_visible()


def test_what_was_written_while_the_stream_was_gone_is_there_when_it_is_back(
    people: House, number: str
) -> None:
    page = people.sits(AGENT, house.written_to(people.product, number))
    house.listens(page)
    people.product.kill("live")
    people.product.writes(number, "Между делом")
    people.product.start("live")
    expect(page.locator("#log").get_by_text("Между делом")).to_be_visible(timeout=8_000)


def test_a_line_to_the_server_that_broke_loses_no_text(people: House, number: str) -> None:
    """The browser keeps it until the server has it."""
    here = house.written_to(people.product, number)
    desk = people.sits(AGENT, here)
    house.listens(desk)
    desk.route("**/draft", lambda route: route.abort())
    desk.locator("#body").fill("Связи нет")
    desk.wait_for_timeout(1_500)
    desk.unroute("**/draft")
    desk.reload()
    expect(desk.locator("#body")).to_have_value("Связи нет")
    until(lambda: people.product.sql("SELECT 1 FROM drafts WHERE body = 'Связи нет'"))
