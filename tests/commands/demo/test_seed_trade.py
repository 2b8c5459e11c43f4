"""What the demo has sold before it began: a booking in every state, by the product's rules."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

import now
from commands.demo import data, seed, seed_trade
from crm import guide_lists
from crm.models import Booking, Communication, Organization, PaymentReminder, Task, User
from crm.models.booking import STATUSES

PUBLIC_URL = "https://crm.example.com"
MORNING = datetime(2026, 8, 4, 5, 0, tzinfo=UTC)
"""Ten in Almaty."""


@pytest.mark.parametrize(
    "instant",
    [
        now.utc(),
        MORNING,
        datetime(2026, 12, 31, 18, 59, tzinfo=UTC),
        datetime(2027, 3, 1, 20, 0, tzinfo=UTC),
    ],
    ids=["now", "morning", "new year", "night"],
)
def test_every_state_is_there_whenever_the_demo_begins(rows: Session, instant: datetime) -> None:
    """And what only a person can settle."""
    told(rows, instant)
    assert Counter(rows.scalars(select(Booking.status))) == dict.fromkeys(STATUSES, 1) | {
        "quote": 2,
        "payment_pending": 2,
    }
    kinds = rows.scalars(select(Task.kind).where(Task.closed_at.is_(None))).all()
    assert {"refund_due", "payment_claim"} <= set(kinds)


def test_a_reminder_is_due_tomorrow(rows: Session) -> None:
    """At ten, where its client is."""
    told(rows, MORNING)
    due = rows.scalars(select(PaymentReminder).where(PaymentReminder.status == "scheduled"))
    tomorrow = datetime(2026, 8, 5, 5, 0, tzinfo=UTC)
    assert ("payment_reminder_upcoming", tomorrow) in [
        (row.template_name, row.scheduled_at) for row in due
    ]


def test_what_was_sent_was_sent_then(rows: Session) -> None:
    """Nothing old waits to go out when the demo begins."""
    told(rows, MORNING)
    waiting = rows.scalars(
        select(Communication).where(
            Communication.whatsapp_status.in_(("queued", "sending")),
            Communication.not_before <= MORNING,
        )
    )
    assert [row.template_name for row in waiting] == []


def test_the_guide_who_signs_in_leads_departures_with_guests(rows: Session) -> None:
    """Known by the phone that the notices went to; a second start changes nothing."""
    organization = approved(rows)
    passwords = {data.AGENT: "a long enough password", data.GUIDE: "a long enough password"}
    agent = seed.log_ins(rows, organization, passwords)
    past = seed.Past(rows, agent, PUBLIC_URL, MORNING)
    past.tell()
    seed_trade.Trade(rows, organization, agent, past, MORNING).tell()
    for _ in range(2):
        seed.log_ins(rows, organization, passwords)
        seed.tie_guide(rows, organization)
    guide = rows.scalars(select(User).where(User.email == data.GUIDE)).one()
    led = guide_lists.coming(rows, organization, guide.guide_client_id, MORNING)
    assert any(guide_lists.guests(rows, own.departure) for own in led)


def test_a_demo_of_before_there_were_bookings_gets_them_too(rows: Session) -> None:
    """Its people wrote a month ago."""
    organization = approved(rows)
    agent = seed.log_ins(rows, organization, {data.AGENT: "a long enough password"})
    seed.Past(rows, agent, PUBLIC_URL, MORNING - timedelta(days=30)).tell()
    assert not seed_trade.has_trade(rows)
    past = seed.Past(rows, agent, PUBLIC_URL, MORNING)
    seed_trade.Trade(rows, organization, agent, past, MORNING).tell()
    rows.commit()
    assert seed_trade.has_trade(rows)
    assert set(rows.scalars(select(Booking.status))) == set(STATUSES)


def approved(rows: Session) -> Organization:
    """The organization, every template of which is approved."""
    rows.execute(
        text("UPDATE whatsapp_templates SET approval_status = 'approved', content_sid = 'HX' || id")
    )
    return rows.scalars(select(Organization)).one()


def told(rows: Session, instant: datetime) -> None:
    """The demo's whole past, committed, so that the database has looked at it."""
    organization = approved(rows)
    agent = seed.log_ins(rows, organization, {data.AGENT: "a long enough password"})
    past = seed.Past(rows, agent, PUBLIC_URL, instant)
    past.tell()
    seed_trade.Trade(rows, organization, agent, past, instant).tell()
    rows.commit()
