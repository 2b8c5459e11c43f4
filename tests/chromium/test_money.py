"""Money as it comes and goes: the client's word, the bank's file, what is sent back."""

from playwright.sync_api import FilePayload, Page, expect

import now
from tests.chromium import trade
from tests.chromium.forms import goes, opened, says, step
from tests.chromium.house import ADMIN, House

RECEIPT = b"%PDF-1.4\n%%EOF\n"


def tells(client: Page, receipt: bytes | None = None) -> None:
    """The client presses “I have paid”, with a receipt or without."""
    if receipt:
        file = FilePayload(name="check.pdf", mimeType="application/pdf", buffer=receipt)
        client.get_by_label("Чек").set_input_files(file)
    goes(client, client.get_by_role("button", name="Я оплатил(а)"))
    expect(client.get_by_role("status")).to_contain_text("Вы сообщили об оплате")


def test_a_client_says_that_it_is_paid(people: House, number: str) -> None:
    """Once nothing is found, once a payment fits; then money goes back, and the trip is off."""
    (there,) = trade.departing(people.product, "Слово клиента", 70)
    sold = trade.sold(people.product, there, number, "payment_pending")
    page, client = people.sits(ADMIN, sold.path), people.stranger()
    client.goto(people.product.url + sold.pay)
    tells(client, RECEIPT)
    page.reload()
    claim = page.locator("#booking-money .claim")
    expect(claim).to_contain_text("Client says it is paid")
    goes(page, claim.get_by_role("button", name="Not found, ask the client"))
    expect(claim).to_have_count(0)

    client.reload()
    tells(client)
    form = opened(page, "Record payment", "#booking-head")
    form.get_by_label("Amount").fill("200 000")
    says(page, form)
    goes(page, claim.get_by_role("button", name="Match this payment"))
    expect(claim).to_have_count(0)

    money = page.locator("#booking-money .payments")
    for words, state in (
        ("It failed", "failed"), ("Give up", "given up"), ("It was sent", "sent"),
    ):  # fmt: skip
        form = opened(page, "Send back", "#booking-money")
        form.get_by_label("Amount").fill("50 000")
        form.get_by_label("Reason").fill("Одеяло не понадобилось")
        says(page, form)
        goes(page, money.get_by_role("button", name=words))
        expect(money.locator("li").last).to_contain_text(f"{state}, Одеяло")

    form = step(page, "Cancel the booking")
    form.get_by_label("Reason").fill("Заболели")
    form.get_by_label("Fee that we keep").fill("20 000")
    expect(form.locator(".tells")).to_contain_text("KZT 130,000")
    says(page, form)
    expect(page.locator("#booking-head .chip").first).to_have_text("Cancelled")


def test_a_banks_file_is_looked_at_and_recorded(people: House, number: str) -> None:
    """What fits is recorded, and what a person accepts; what names nobody is left out."""
    (there,) = trade.departing(people.product, "Выписка банка", 70)
    sold = trade.sold(people.product, there, number, "payment_pending")
    day = now.utc().date().isoformat()
    lines = (
        "Date;Amount;Currency;Reference;Payer;Purpose\n"
        f"{day};225000;KZT;{sold.code}-1;М. ОСПАНОВА;{sold.code}\n"
        f"{day};1000;KZT;{sold.code}-2;М. ОСПАНОВА;{sold.code}\n"
        f"{day};77;KZT;R-{number};НЕИЗВЕСТНЫЙ;\n"
    )
    page = people.sits(ADMIN, "/inbox/statements")
    file = FilePayload(name=f"{sold.code}.csv", mimeType="text/csv", buffer=lines.encode())
    page.get_by_label("The bank's file").set_input_files(file)
    says(page, page.locator("main form"))
    expect(page.locator("main")).to_contain_text("1 matched, 1 proposed, 1 left out")
    page.get_by_label("Accept line 3").check()
    goes(page, page.get_by_role("button", name="Record the chosen lines"))
    expect(page.locator("main h1 + p")).to_contain_text("applied")
    page.goto(people.product.url + sold.path)
    expect(page.locator("#booking-head .chip").first).to_have_text("Confirmed")
    expect(page.locator("#booking-money .payments li")).to_have_count(2)
