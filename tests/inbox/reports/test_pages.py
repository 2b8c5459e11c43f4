"""The reports: figures, charts with their tables, CSV, for managers."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

import now
from tests import booking_factories as rows, factories
from tests.browser import Browser
from tests.inbox.offices import Office


def paid(office: Office, session: Session) -> None:
    """A booking that was confirmed and paid for today."""
    booking = rows.make_booking(session, office.client, confirmed_at=now.utc())
    day = now.utc() + timedelta(hours=5)
    rows.make_payment(session, booking, Decimal(225000), payment_date=day.date())
    session.commit()


def test_the_page_counts_this_month(office: Office, manager: Browser, session: Session) -> None:
    paid(office, session)
    page = manager.get("/inbox/reports").text
    assert "KZT\xa0225,000" in page
    assert 'data-table="money-table"' in page
    assert "Days in Almaty time" in page


def test_every_section_is_had_as_csv(office: Office, manager: Browser, session: Session) -> None:
    paid(office, session)
    for section in ("answers", "leads", "money", "reminders"):
        answer = manager.get(f"/inbox/reports/{section}.csv")
        assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    money = manager.get("/inbox/reports/money.csv").text.splitlines()
    assert money[0].removeprefix("\ufeff") == "month,currency,bookings,sold,received,returned"
    assert money[-1].endswith(",KZT,1,450000.00,225000.00,0.00")


@pytest.mark.parametrize("asked", ["nothing.csv", "money.csv?month=x", "?month=13", "?person=1"])
def test_what_does_not_exist_is_not_found(manager: Browser, asked: str) -> None:
    assert manager.get(f"/inbox/reports{'/' if 'csv' in asked else ''}{asked}").status_code == 404


def test_somebody_of_another_operator_is_nobody_here(office: Office, manager: Browser) -> None:
    answer = manager.get(f"/inbox/reports?person={office.outsider.public_id}")
    assert answer.status_code == 404
    assert office.outsider.name not in answer.text


def test_the_chart_of_hours_leaves_none_out(
    office: Office, manager: Browser, session: Session
) -> None:
    first = datetime(2025, 3, 4, 6, tzinfo=UTC)
    for hours in (0, 3):
        asked = first + timedelta(hours=hours)
        factories.make_communication(session, office.conversation, created_at=asked)
        answered = asked + timedelta(minutes=4)
        factories.make_outbound(
            session,
            office.conversation,
            created_at=answered,
            sent_at=answered,
            whatsapp_status="read",
        )
    session.commit()
    rows = re.findall(
        r'<tr data-label="(\d+)">(.*?)</tr>', manager.get("/inbox/reports?month=2025-03").text
    )
    assert [int(hour) for hour, _ in rows] == [11, 12, 13, 14]
    assert ["data-value" in row for _, row in rows] == [True, False, False, True]
