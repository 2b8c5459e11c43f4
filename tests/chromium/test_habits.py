"""The operator's habits and brand: changed on their pages, shown there again, and put back."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from tests.chromium.house import ADMIN, House

SETTINGS = "/inbox/settings"


def saves(page: Page) -> None:
    """By the page's button; the page comes back and says so."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")


def changes(page: Page, field: str, value: str) -> None:
    """Another value is kept and shown; then what was there before is put back."""
    box = page.get_by_label(field, exact=True)
    before = box.input_value()
    assert before != value
    for wanted in (value, before):
        box.fill(wanted)
        saves(page)
        expect(box).to_have_value(wanted)


def ticks(page: Page, field: str) -> None:
    """The box is turned over, and back."""
    box = page.get_by_label(field, exact=True)
    for wanted in (not box.is_checked(), box.is_checked()):
        box.set_checked(wanted)
        saves(page)
        assert box.is_checked() is wanted


def test_every_habit_is_changed_and_put_back(people: House) -> None:
    page = people.sits(ADMIN, f"{SETTINGS}/working-hours")
    opening = page.get_by_label("Sunday, open from"), page.get_by_label("Sunday, until")
    before = [box.input_value() for box in opening]
    for span in (["10:00", "14:00"], before):
        for box, at in zip(opening, span, strict=True):
            box.fill(at)
        saves(page)
        assert [box.input_value() for box in opening] == span
    for word, field, value in (
        ("Quiet hours", "Until", "08:30"),
        ("Reminders", "Time of day", "11:15"),
        ("Deposits", "An offer is good, days", "9"),
        ("Payment details", "Privacy page", "https://dreamland.example/privacy"),
    ):
        page.get_by_role("link", name=word, exact=True).click()
        changes(page, field, value)
    page.get_by_role("link", name="Languages", exact=True).click()
    ticks(page, "English")


def test_what_cannot_be_is_said_in_the_form_and_nothing_is_lost(people: House) -> None:
    page = people.sits(ADMIN, f"{SETTINGS}/quiet-hours")
    until = page.get_by_label("Until", exact=True)
    before = until.input_value()
    until.fill("nine")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(until).to_have_value("nine")
    page.reload()
    expect(until).to_have_value(before)


def test_the_brand_has_another_name_and_a_logo(people: House) -> None:
    made = BytesIO()
    Image.new("RGB", (120, 40), "#0B6B5D").save(made, "PNG")
    page = people.sits(ADMIN, f"{SETTINGS}/brand")
    changes(page, "Name", "Тенгри")
    page.get_by_label("Another picture").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": made.getvalue()}
    )
    page.get_by_role("button", name="Use this picture").click()
    logo = page.get_by_role("img", name="The logo as it is now")
    expect(logo).to_be_visible()
    assert logo.evaluate("picture => picture.naturalWidth") == 120
    page.get_by_role("button", name="Take it away").click()
    expect(logo).to_have_count(0)
