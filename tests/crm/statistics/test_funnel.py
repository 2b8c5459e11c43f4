"""Where leads came from and what became of them; what was written."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from crm.leads import MERGED
from crm.statistics import funnel
from crm.statistics.funnel import Messages, Source
from crm.statistics.month import Month
from tests.factories import (
    NOW,
    make_client,
    make_communication,
    make_conversation,
    make_lead,
    make_organization,
    make_outbound,
    make_sender,
)

AUGUST = Month(date(2026, 8, 1), "Asia/Almaty")


def test_leads_are_counted_by_source_and_outcome(session: Session) -> None:
    organization = make_organization(session)
    for status, detail in (("won", {}), ("lost", {}), ("new", {}), ("won", {"headline": "Altai"})):
        client = make_client(session, organization)
        make_lead(session, client, status=status, source_detail=detail, created_at=NOW)
    client = make_client(session, organization)
    make_lead(session, client, status="won", created_at=NOW - timedelta(days=40))
    found = funnel.sources(session, organization, AUGUST)
    assert found == [Source("whatsapp", 1, 1, 1), Source("advertisement", 1, 0, 0)]
    assert funnel.conversion(found) == pytest.approx(0.5)
    assert funnel.stages(session, organization, AUGUST) == {
        **dict.fromkeys(("contacted", "qualified", "quoted"), 0),
        **{"new": 1, "won": 2, "lost": 1},
    }


def test_a_lead_closed_by_a_merge_was_never_lost(session: Session) -> None:
    organization = make_organization(session)
    client = make_client(session, organization)
    make_lead(session, client, status="lost", lost_reason=MERGED, created_at=NOW)
    assert funnel.sources(session, organization, AUGUST) == []
    assert funnel.stages(session, organization, AUGUST)["lost"] == 0


def test_without_leads_there_is_no_share(session: Session) -> None:
    organization = make_organization(session)
    assert funnel.conversion(funnel.sources(session, organization, AUGUST)) is None


def test_messages_are_counted_by_who_wrote(session: Session) -> None:
    organization = make_organization(session)
    sender, client = make_sender(session, organization), make_client(session, organization)
    talk = make_conversation(session, sender, client)
    make_communication(session, talk)
    make_communication(session, talk, created_at=NOW - timedelta(days=40))
    for author, status in (("agent", "read"), ("system", "sent"), ("system", "failed")):
        make_outbound(session, talk, author=author, whatsapp_status=status)
    assert funnel.messages(session, organization, AUGUST) == Messages(1, 1, 1)
