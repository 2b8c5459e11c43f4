"""The history of a booking's page: its steps, and what the team did beside them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.bookings import history, people
from crm.models import AuditEntry, PaymentReminder
from inbox.settings import audit_words
from tests.browser import Browser
from tests.inbox import trips
from tests.inbox.offices import Office


def told(browser: Browser, path: str) -> list[str]:
    """The lines of the history as they are read, the latest first."""
    page = browser.get(path).text
    part = page.partition('class="history"')[2].partition("</ol>")[0]
    lines = re.findall(r"<li[^>]*>(.*?)<span>", part, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", line)) for line in lines]


def test_travellers_notes_and_reminders_stand_among_the_steps_in_the_order_of_time(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office, "confirmed")
    agent.post(f"{trip.path}/person", name="Кайрат Петров")
    agent.post(f"{trip.path}/note", body="Window seat")
    row = session.scalars(
        select(PaymentReminder).where(PaymentReminder.status == "scheduled").limit(1)
    ).one()
    day = (now.utc() + timedelta(days=9)).date()
    agent.post(f"{trip.path}/reminder/snooze", reminder=str(row.id), day=day.isoformat())
    agent.post(f"{trip.path}/take/adjust", version=trip.version(), title="Horse", amount="5000")
    lines = told(agent, trip.path)
    assert lines[0].startswith("Price adjusted")
    assert lines[1].startswith("Put a reminder off, ")
    assert lines[2:4] == ["Wrote a note on a booking", "Added a traveller, Кайрат Петров"]
    assert lines[-1] == "Quoted"


def test_who_was_added_and_taken_off_again_is_told_both_times(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office, "hold")
    agent.post(f"{trip.path}/person", name="Кайрат Петров")
    row = people.listed(session, trip.booking)[-1]
    agent.post(f"{trip.path}/person/remove", person=str(row.id))
    assert told(agent, trip.path)[:2] == [
        "Removed a traveller, Кайрат Петров",
        "Added a traveller, Кайрат Петров",
    ]


def test_another_bookings_deeds_are_not_told(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office, "quote")
    for subject in (f"bookings:{trip.booking.id}9", f"booking_notes:{trip.booking.id}"):
        session.add(
            AuditEntry(
                organization_id=office.organization.id,
                user_id=office.agent.id,
                action="booking.note_added",
                subject=subject,
                facts={},
                at=now.utc(),
            )
        )
    session.commit()
    assert told(agent, trip.path) == ["Quoted"]


@pytest.mark.parametrize("action", history.BESIDE)
def test_every_deed_that_is_told_has_its_words(action: str) -> None:
    assert action in audit_words.ACTIONS
