"""The operator's habits and brand: changed on their pages, shown there again, and put back."""

from collections.abc import Iterator
from datetime import time
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from crm.models import Organization
from tests.chromium.house import ADMIN, House
from tests.product import Product

SETTINGS = "/inbox/settings"


def saves(page: Page) -> None:
    """By the page's button; the page comes back and says so."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")


def changes(page: Page, field: str, value: str) -> None:
    """Another value is kept, and shown."""
    box = page.get_by_label(field, exact=True)
    assert box.input_value() != value
    box.fill(value)
    saves(page)
    expect(box).to_have_value(value)


@pytest.fixture
def as_before(furnished: Product) -> Iterator[None]:
    """What the operator had set is there again after the test."""
    habits = "SELECT to_jsonb(o) FROM organizations o JOIN users u ON u.organization_id = o.id"
    own = furnished.one(f"{habits} WHERE u.email = :email", email=ADMIN)
    yield
    with Session(furnished.engine) as session, session.begin():
        one = session.get_one(Organization, own["id"])
        one.working_hours, one.languages = own["working_hours"], own["languages"]
        one.quiet_end = time.fromisoformat(own["quiet_end"])
        one.reminder_time = time.fromisoformat(own["reminder_time"])
        one.quote_valid_days, one.privacy_url = own["quote_valid_days"], own["privacy_url"]
        one.name = own["name"]


@pytest.mark.usefixtures("as_before")
def test_every_habit_is_changed(people: House) -> None:
    page = people.sits(ADMIN, f"{SETTINGS}/working-hours")
    sunday = page.get_by_label("Sunday, open from"), page.get_by_label("Sunday, until")
    for box, at in zip(sunday, ("10:00", "14:00"), strict=True):
        box.fill(at)
    saves(page)
    assert [box.input_value() for box in sunday] == ["10:00", "14:00"]
    for word, field, value in (
        ("Quiet hours", "Until", "08:30"),
        ("Reminders", "Time of day", "11:15"),
        ("Deposits", "An offer is good, days", "9"),
        ("Payment details", "Privacy page", "https://dreamland.example/privacy"),
        ("Brand", "Name", "Тенгри"),
    ):
        page.get_by_role("link", name=word, exact=True).click()
        changes(page, field, value)
    page.get_by_role("link", name="Languages", exact=True).click()
    page.get_by_label("English", exact=True).uncheck()
    saves(page)
    expect(page.get_by_label("English", exact=True)).not_to_be_checked()


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


def test_the_brand_has_a_logo(people: House) -> None:
    made = BytesIO()
    Image.new("RGB", (120, 40), "#0B6B5D").save(made, "PNG")
    page = people.sits(ADMIN, f"{SETTINGS}/brand")
    page.get_by_label("Another picture").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": made.getvalue()}
    )
    page.get_by_role("button", name="Use this picture").click()
    logo = page.get_by_role("img", name="The logo as it is now")
    expect(logo).to_be_visible()
    assert logo.evaluate("picture => picture.naturalWidth") == 120
    page.get_by_role("button", name="Take it away").click()
    expect(logo).to_have_count(0)
