"""A statement from its page: uploaded, shown line by line, applied once."""

from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import now
from crm.models import Payment, Statement
from tests.browser import BASE, Browser
from tests.inbox import trips
from tests.inbox.offices import Office, noted
from tests.inbox.trips import Trip


def upload(browser: Browser, content: str) -> TestResponse:
    """Send the form with a file."""
    browser.get("/inbox/statements")
    browser.post("/inbox/statements")  # the token
    fields = {"csrf_token": browser.token, "method": "kaspi", "currency": "KZT"}
    file = (BytesIO(content.encode()), "kaspi.csv")
    return browser.client.post(
        "/inbox/statements", base_url=BASE, data={**fields, "file": file}, headers={"Referer": BASE}
    )


def lines(trip: Trip) -> str:
    """One line that fits a booking, one of another amount, one that names nobody."""
    day, code = now.utc().date().isoformat(), trip.booking.booking_code
    return (
        "Date;Amount;Currency;Reference;Payer;Purpose\n"
        f"{day};225000;KZT;R1;M. PETROVA;{code}\n"
        f"{day};1000;KZT;R2;M. PETROVA;{code}\n"
        f"{day};77;KZT;R3;NOBODY;\n"
    )


def test_every_line_is_shown_with_its_reason_and_nothing_is_recorded(
    office: Office, manager: Browser, session: Session
) -> None:
    trip = trips.make(session, office, "payment_pending")
    page = manager.get(upload(manager, lines(trip)).headers["Location"]).text
    assert "1 matched, 1 proposed, 1 left out" in page
    assert "a part of its schedule" in page
    assert session.scalars(select(Payment)).all() == []
    assert noted(session) == ["statement.uploaded"]


def test_what_is_chosen_is_applied_once(office: Office, manager: Browser, session: Session) -> None:
    trip = trips.make(session, office, "payment_pending")
    path = upload(manager, lines(trip)).headers["Location"]
    for _ in range(2):
        assert manager.post(f"{path}/apply", accept="3").status_code == 303
    amounts = sorted(session.scalars(select(Payment.amount)))
    assert amounts == [1000, 225000]
    session.refresh(trip.booking)
    assert trip.booking.status == "confirmed"
    html = manager.get(path).text
    assert "before" in html
    assert "Record the chosen lines" not in html
    assert noted(session).count("statement.applied") == 2


def test_a_file_that_is_no_statement_is_refused(
    office: Office, manager: Browser, session: Session
) -> None:
    assert upload(manager, "hello").status_code == 422
    assert session.scalars(select(Statement)).all() == []


def test_an_agent_is_refused(office: Office, agent: Browser) -> None:
    assert agent.get("/inbox/statements").status_code == 403
    assert "Import a statement" not in agent.get("/inbox/bookings").text
