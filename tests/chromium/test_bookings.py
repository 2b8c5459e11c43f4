"""A booking's page used by the team: from a quote to a trip that is over, each verb once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

import now
from tests.chromium import trade
from tests.chromium.forms import goes, opened, says, step
from tests.chromium.house import ADMIN, AGENT, House


def stands(page: Page, state: str) -> None:
    """Where the booking stands, by the chip beside its code."""
    expect(page.locator("#booking-head .chip").first).to_have_text(state)


def test_a_quote_is_made_as_the_client_wants_it(people: House, number: str) -> None:
    """Travellers, lines, a note, other people, the offer, and at last a hold."""
    (there,) = trade.departing(people.product, "Каньоны втроём", 60)
    page = people.sits(AGENT, trade.sold(people.product, there, number).path)
    travellers, items = page.locator("#booking-people"), page.locator("#booking-items")

    form = opened(page, "Add", "#booking-people")
    form.get_by_label("Name").fill("Анна Оспанова")
    form.get_by_label("Age").fill("29")
    says(page, form)
    anna = travellers.locator("li", has_text="Анна Оспанова")
    goes(page, anna.get_by_role("button", name="Make lead"))
    expect(anna).to_contain_text("lead traveller")
    madina = travellers.locator("li", has_text="Мадина")
    goes(page, madina.get_by_role("button", name="Remove"))
    expect(travellers).to_contain_text("1/2")

    form = opened(page, "Add", "#booking-items")
    form.get_by_label("What the client reads").fill("Встреча в аэропорту")
    form.get_by_label("Price of one").fill("30 000")
    says(page, form)
    expect(page.locator("#booking-money")).to_contain_text("KZT 480,000")
    line = items.locator("li", has_text="Встреча в аэропорту")
    line.get_by_role("button", name="Edit").click()
    form = page.locator("dialog#ask form")
    form.get_by_label("State").select_option("confirmed")
    form.get_by_label("Provider").fill("АвтоТранс")
    says(page, form)
    expect(line).to_contain_text("АвтоТранс")
    expect(line.locator(".chip")).to_have_text("confirmed")
    goes(page, line.get_by_role("button", name="Remove"))
    expect(line).to_have_count(0)

    page.get_by_label("Note", exact=True).fill("Просит места у окна")
    goes(page, page.get_by_role("button", name="Save note"))
    expect(page.locator("#booking-notes")).to_contain_text("Просит места у окна")

    form = step(page, "Quote again")
    form.get_by_label("How many people").fill("3")
    expect(form.locator(".tells")).to_contain_text("KZT 675,000")
    says(page, form)
    expect(page.locator("#booking-head")).to_contain_text("3 seats")
    says(page, step(page, "Send the offer"))
    expect(page.locator("#booking-history")).to_contain_text("Offer sent")
    says(page, step(page, "Place a hold"))
    stands(page, "Hold")


def test_a_hold_is_changed_asked_for_and_paid(people: House, number: str) -> None:
    """People, day, price and parts change; the deposit confirms it; the link is renewed."""
    here, _later = trade.departing(people.product, "Долина и озёра", 60, 67)
    page = people.sits(AGENT, trade.sold(people.product, here, number, "hold").path)
    head, money = page.locator("#booking-head"), page.locator("#booking-money")

    form = step(page, "Change the number of people")
    form.get_by_label("How many people").fill("1")
    says(page, form)
    expect(head).to_contain_text("1 seat")
    form = step(page, "Move to another departure")
    form.locator(".opening").click()
    expect(form.locator(".tells")).to_contain_text("Sends")
    says(page, form)
    expect(page.locator("#booking-history")).to_contain_text("Moved to another departure")
    says(page, step(page, "Request payment"))
    stands(page, "Payment pending")
    form = step(page, "Adjust the price")
    form.get_by_label("What for").fill("Скидка за возвращение")
    form.get_by_label("Amount").fill("-5000")
    says(page, form)
    expect(page.locator("#booking-items")).to_contain_text("Скидка за возвращение")

    form = opened(page, "Other parts", "#booking-money")
    for part, amount, ahead in ((1, "100 000", 3), (2, "120 000", 20)):
        form.get_by_label(f"Part {part}").fill(amount)
        form.locator(f"#ask-day-{part}").fill(trade.day(people.product, ahead).isoformat())
    says(page, form)
    first, second = (money.locator("tbody tr").nth(place) for place in (0, 1))
    expect(first).to_contain_text("KZT 100,000")
    second.get_by_role("button", name="Move date").click()
    form = page.locator("dialog#ask form")
    form.get_by_label("New day").fill(trade.day(people.product, 22).isoformat())
    says(page, form)
    expect(second).to_contain_text("Due in 22 days")

    form = opened(page, "Record payment", "#booking-head")
    form.get_by_label("Amount").fill("100000")
    says(page, form)
    expect(first.locator(".chip")).to_contain_text("Paid")
    papers = page.locator("#booking-documents")
    old = papers.get_by_role("link", name="Trip page").get_attribute("href")
    goes(page, papers.get_by_role("button", name="Revoke"))
    expect(papers).to_contain_text("The client has no link.")
    goes(page, papers.get_by_role("button", name="New link"))
    assert papers.get_by_role("link", name="Trip page").get_attribute("href") != old


def test_a_manager_confirms_it_and_its_messages_are_rearranged(people: House, number: str) -> None:
    """Reminders and other planned messages: put off, sent now, skipped; a part is waived."""
    (there,) = trade.departing(people.product, "Без предоплаты", 90)
    page = people.sits(ADMIN, trade.sold(people.product, there, number).path)
    says(page, step(page, "Confirm without a deposit"))
    stands(page, "Confirmed")

    planned, to = page.locator("#booking-reminders li"), trade.day(people.product, 41)
    put_off = planned.filter(has_text=f"{to.day} {to:%b}")
    for what in ("Before the due date, 3 days", "Trip starts soon"):
        row = planned.filter(has_text=what)
        row.get_by_role("button", name="Snooze").click()
        form = page.locator("dialog#ask form")
        form.get_by_label("Put off to").fill(to.isoformat())
        says(page, form)
        expect(put_off).to_contain_text(what)
        goes(page, row.get_by_role("button", name="Send now"))
        expect(put_off).to_have_count(0)
    for what in ("Before the due date, 7 days", "How was the trip"):
        row = planned.filter(has_text=what)
        goes(page, row.get_by_role("button", name="Skip"))
        expect(row.get_by_role("button")).to_have_count(0)

    balance = page.locator("#booking-money tbody tr").last
    balance.get_by_role("button", name="Waive").click()
    says(page, page.locator("dialog#ask form"))
    expect(balance.locator(".chip")).to_have_text("Waived")


def test_no_form_is_taken_for_the_one_that_is_on_its_way(people: House, number: str) -> None:
    (there,) = trade.departing(people.product, "Медленная линия", 60)
    page = people.sits(AGENT, trade.sold(people.product, there, number, "hold").path)
    step(page, "Cancel the booking")
    page.keyboard.press("Escape")
    page.route("**/ask/record", lambda route: None)
    page.get_by_role("button", name="Record payment").click()
    expect(page.locator("dialog#ask")).to_have_text("One moment…")


@pytest.fixture
def no_clock(people: House) -> Iterator[None]:
    """What the clock would do by itself is left to a person."""
    people.product.kill("clock")
    yield
    people.product.start("clock")


@pytest.mark.usefixtures("no_clock")
def test_a_trip_that_is_over_is_completed_by_hand(people: House, number: str) -> None:
    then = now.utc() - timedelta(days=30)
    (there,) = trade.departing(people.product, "Прошлая поездка", -6, since=then)
    sold = trade.sold(people.product, there, number, "paid", then)
    page = people.sits(AGENT, sold.path)
    says(page, opened(page, "Complete", "#booking-head"))
    stands(page, "Completed")
