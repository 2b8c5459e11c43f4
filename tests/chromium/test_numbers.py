"""A number that Twilio knows and we do not: what was written to it waits until it is added."""

from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm import senders, users
from crm.models import WhatsappSender
from tests.chromium.house import ADMIN, House
from tests.product import until

ADDRESS = "whatsapp:+77273334455"
PAGE = "/inbox/settings/numbers"
TASK = "An incoming event was not processed"


def writes_to_it(people: House, number: str, bodies: list[str]) -> None:
    """Each message is parked; the task is this operator's, however many operators there are."""
    for body in bodies:
        people.product.writes(number, body, to=ADDRESS)
    parked = "SELECT id FROM webhook_events WHERE parked_at IS NOT NULL"
    until(lambda: len(people.product.sql(parked)) == len(bodies))
    with Session(people.product.engine) as session:
        admin = users.find(session, ADMIN)
        assert admin is not None
        ours = admin.organization_id
    for table, what in (
        ("webhook_events", "parked_at IS NOT NULL"),
        ("tasks", "closed_at IS NULL"),
    ):
        people.product.sql(
            f"UPDATE {table} SET organization_id = :ours WHERE organization_id IS NULL AND {what}",
            ours=ours,
        )


def pause(people: House) -> None:
    """As a send does that Twilio answers with such a code."""
    with Session(people.product.engine) as session, session.begin():
        number = session.scalars(select(WhatsappSender).filter_by(address=ADDRESS)).one()
        senders.pause(session, number.id, "20003", "Authenticate", now.utc())


def test_a_number_is_added_tested_paused_and_what_waited_is_read(
    people: House, number: str
) -> None:
    writes_to_it(people, number, ["Первое", "Второе", "Третье"])
    page = people.sits(ADMIN, PAGE)
    page.get_by_role("button", name="Add a number").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("WhatsApp number").fill(ADDRESS.removeprefix("whatsapp:"))
    dialog.get_by_label("Name", exact=True).fill("Второй офис")
    dialog.get_by_role("button", name="Add the number").click()
    expect(page.locator(".page-head")).to_contain_text("Второй офис")
    page.get_by_role("button", name="Test now").click()
    expect(page.locator(".page-head")).to_contain_text("All tests pass")
    page.get_by_role("button", name="Name and rate").click()
    page.get_by_label("Messages a second").fill("40")
    page.locator("dialog[open]").get_by_role("button", name="Save").click()
    expect(page.get_by_role("row").filter(has_text="Второй офис")).to_contain_text("40 a second")

    pause(people)
    page.reload()
    page.get_by_role("button", name="Resume sending").click()
    expect(page.get_by_text("Nothing is sent from this number")).to_have_count(0)
    pause(people)
    page.goto(f"{people.product.url}/inbox/tasks?only=system")
    task = page.locator("li.task", has_text="Второй офис")
    task.get_by_role("button", name="Resume sending").click()
    expect(task).to_have_count(0)

    waiting = page.locator("li.task", has_text=TASK)
    expect(waiting).to_have_count(3)
    waiting.first.get_by_role("button", name="Replay").click()
    expect(waiting).to_have_count(2)
    page.get_by_role("button", name="Replay all 2 events").click()
    expect(waiting).to_have_count(0)
    arrived = (
        "SELECT m.body FROM communications m JOIN clients c ON c.id = m.client_id"
        " WHERE c.phone = :phone AND m.direction = 'inbound'"
    )
    until(lambda: len(people.product.sql(arrived, phone=number)) == 3)
