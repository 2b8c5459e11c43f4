"""Which lead an inbound message belongs to, and the welcome of a new one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.messages import receive
from crm.models import Client, Communication, Lead, Organization, WhatsappSender
from tests.factories import NOW, make_client, make_consent, make_inbound, make_lead

FORTNIGHT = timedelta(days=14)


@pytest.fixture
def client(session: Session, sender: WhatsappSender) -> Client:
    """Someone we know, without a lead."""
    return make_client(session, session.get_one(Organization, sender.organization_id))


def arrive(session: Session, sender: WhatsappSender, client: Client, **values: Any) -> Lead | None:
    """They write; the lead it belongs to."""
    now = values.pop("now", NOW)
    inbound = make_inbound(sender, client_address=f"whatsapp:{client.phone}", **values)
    receive.receive(session, inbound, now)
    session.expire_all()
    row = session.scalars(
        select(Communication).where(Communication.whatsapp_message_id == inbound.sid)
    ).one()
    return session.get(Lead, row.lead_id) if row.lead_id else None


def queued(session: Session) -> list[str | None]:
    """The templates of the automatic messages that wait."""
    return list(
        session.scalars(
            select(Communication.template_name)
            .where(Communication.whatsapp_status == "queued")
            .order_by(Communication.id)
        )
    )


@pytest.mark.parametrize("status", ["new", "contacted", "qualified", "quoted"])
def test_a_message_goes_to_the_open_lead(
    session: Session, sender: WhatsappSender, client: Client, status: str
) -> None:
    make_lead(session, client, status="lost", lost_at=NOW)
    lead = make_lead(session, client, status=status)
    found = arrive(session, sender, client)
    assert found is not None
    assert (found.id, found.status, found.last_message_at) == (lead.id, status, NOW)
    assert queued(session) == []


@pytest.mark.parametrize(
    ("ago", "opens_again"),
    [
        (timedelta(0), True),
        (FORTNIGHT - timedelta(seconds=1), True),
        (FORTNIGHT + timedelta(seconds=1), False),
    ],
)
def test_a_lead_lost_in_the_last_fortnight_opens_again(
    session: Session, sender: WhatsappSender, client: Client, ago: timedelta, opens_again: bool
) -> None:
    lost = make_lead(session, client, status="lost", lost_at=NOW - ago, lost_reason="price")
    found = arrive(session, sender, client)
    assert found is not None
    assert (found.id == lost.id) is opens_again
    assert (found.lost_at, found.lost_reason) == (None, None)
    assert queued(session) == ([] if opens_again else ["welcome"])


def test_the_lead_lost_last_opens_again(
    session: Session, sender: WhatsappSender, client: Client
) -> None:
    last = make_lead(session, client, status="lost", lost_at=NOW - timedelta(days=1))
    make_lead(session, client, status="lost", lost_at=NOW - timedelta(days=3))
    found = arrive(session, sender, client)
    assert found is not None
    assert found.id == last.id


def test_a_won_lead_stays_won_and_a_new_one_is_welcomed(
    session: Session, sender: WhatsappSender, client: Client
) -> None:
    won = make_lead(session, client, status="won")
    found = arrive(session, sender, client)
    assert found is not None
    assert (found.id != won.id, found.status, found.source) == (True, "new", "whatsapp")
    assert queued(session) == ["welcome"]


def test_the_welcome_goes_once_per_lead(
    session: Session, sender: WhatsappSender, client: Client
) -> None:
    lead = arrive(session, sender, client)
    arrive(session, sender, client)
    assert lead is not None
    assert queued(session) == ["welcome"]
    lead.status = "won"
    session.flush()
    arrive(session, sender, client)
    assert queued(session) == ["welcome", "welcome"]


@pytest.mark.parametrize(
    ("now", "template"),
    [
        (datetime(2026, 8, 4, 3, 59, 59, tzinfo=UTC), "welcome_after_hours"),
        (datetime(2026, 8, 4, 4, 0, tzinfo=UTC), "welcome"),
        (datetime(2026, 8, 4, 12, 59, 59, tzinfo=UTC), "welcome"),
        (datetime(2026, 8, 4, 13, 0, tzinfo=UTC), "welcome_after_hours"),
        (datetime(2026, 8, 9, 5, 0, tzinfo=UTC), "welcome_after_hours"),
    ],
)
def test_outside_working_hours_the_welcome_says_so(
    session: Session, sender: WhatsappSender, client: Client, now: datetime, template: str
) -> None:
    arrive(session, sender, client, now=now)
    assert queued(session) == [template]


def test_an_opted_out_client_gets_a_lead_and_no_welcome(
    session: Session, sender: WhatsappSender, client: Client
) -> None:
    make_consent(session, client, "opted_out")
    assert arrive(session, sender, client) is not None
    assert queued(session) == []
