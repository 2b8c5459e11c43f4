"""People, lines, notes, the link, papers and reminders of a booking, from its page."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.bookings import items, people
from crm.models import BookingNote, ClientLink, Communication, Document, PaymentReminder
from tests.browser import Browser
from tests.inbox import trips
from tests.inbox.offices import Office, noted


def test_somebody_is_added_edited_made_lead_and_taken_off(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office, "hold")
    agent.post(f"{trip.path}/person", name="Кайрат", age="36", requirements="vegetarian")
    first, row = people.listed(session, trip.booking)
    agent.post(f"{trip.path}/person", person=str(row.id), name="Кайрат Петров")
    agent.post(f"{trip.path}/person/lead", person=str(row.id))
    agent.post(f"{trip.path}/person/remove", person=str(first.id))
    session.expire_all()
    (left,) = people.listed(session, trip.booking)
    assert (left.last_name, left.is_primary, left.requirements) == ("Петров", True, "")
    done = ["added", "edited", "made_primary", "removed"]
    assert noted(session) == [f"person.{word}" for word in done]


def test_a_line_is_added_described_and_removed(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office, "quote")
    line = {"kind": "transfer", "title": "From the airport", "price": "30000"}
    agent.post(f"{trip.path}/item", version=trip.version(), **line)
    session.refresh(trip.booking)
    row = items.of(session, trip.booking)[-1]
    told = {"provider": "AvtoTrans", "d-transfer-vehicle": "Sprinter", "status": "confirmed"}
    agent.post(f"{trip.path}/item/service", item=str(row.id), **told)
    session.refresh(row)
    assert (row.provider, row.details, row.status) == (
        "AvtoTrans",
        {"vehicle": "Sprinter"},
        "confirmed",
    )
    agent.post(f"{trip.path}/item/remove", version=trip.version(), item=str(row.id))
    session.expire_all()
    assert len(items.of(session, trip.booking)) == 1
    assert noted(session) == ["item.added", "item.described", "item.removed"]


def test_a_note_is_kept_for_the_team(office: Office, agent: Browser, session: Session) -> None:
    trip = trips.make(session, office, "quote")
    agent.post(f"{trip.path}/note", body="<b>Window seat</b>")
    note = session.scalars(select(BookingNote)).one()
    assert (note.body, note.user_id) == ("<b>Window seat</b>", office.agent.id)
    assert "&lt;b&gt;Window seat" in agent.get(trip.path).text
    assert noted(session) == ["booking.note_added"]


def test_the_link_is_revoked_and_made_anew(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    agent.post(f"{trip.path}/link/revoke")
    agent.post(f"{trip.path}/link/make")
    found = session.scalars(select(ClientLink).order_by(ClientLink.id)).all()
    assert [one.revoked_at is None for one in found] == [False, True]
    assert noted(session) == ["link.revoked", "link.made"]


def test_a_paper_of_the_booking_is_shown(office: Office, agent: Browser, session: Session) -> None:
    trip = trips.make(session, office)
    receipt = session.scalars(select(Document).where(Document.kind == "receipt")).first()
    assert receipt is not None
    answer = agent.get(f"{trip.path}/paper/{receipt.public_id}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert agent.get(f"{trip.path}/paper/{office.client.public_id}").status_code == 404


@pytest.mark.parametrize(
    ("verb", "entry"), [("skip", "skipped"), ("now", "hurried"), ("snooze", "snoozed")]
)
def test_a_planned_reminder_obeys(
    office: Office, agent: Browser, session: Session, verb: str, entry: str
) -> None:
    trip = trips.make(session, office)
    row = session.scalars(
        select(PaymentReminder).where(PaymentReminder.status == "scheduled")
    ).first()
    assert row is not None
    day = (now.utc() + timedelta(days=5)).date().isoformat()
    answer = agent.post(f"{trip.path}/reminder/{verb}", reminder=str(row.id), day=day)
    assert (answer.status_code, noted(session)) == (303, [f"reminder.{entry}"])
    session.refresh(row)
    assert (row.status == "skipped") is (verb == "skip")


def test_another_planned_message_is_skipped(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    row = session.scalars(
        select(Communication).where(Communication.template_name == "trip_soon_info")
    ).one()
    agent.post(f"{trip.path}/message/skip", message=str(row.id))
    session.refresh(row)
    assert (row.whatsapp_status, noted(session)) == ("suppressed", ["message.skipped"])


@pytest.mark.parametrize("stage", ["quote", "confirmed"])
def test_every_button_outside_its_form_is_one_that_htmx_sends(
    office: Office, agent: Browser, session: Session, stage: str
) -> None:
    """Without its type it would be forgotten, and the form sent to the page's own address."""
    trip = trips.make(session, office, stage)
    buttons = re.findall(r'<button[^>]*form="act"[^>]*>', agent.get(trip.path).text)
    assert buttons
    assert [one for one in buttons if 'type="submit"' not in one] == []
