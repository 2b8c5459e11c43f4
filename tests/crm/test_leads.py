"""The steps of a lead that are not an inbound message's."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from crm import leads
from tests.factories import NOW, make_client, make_lead, make_organization, make_user


def test_a_lead_that_somebody_has_just_won_stays_won(session: Session) -> None:
    organization = make_organization(session)
    agent = make_user(session, organization)
    lead = make_lead(session, make_client(session, organization), last_message_at=NOW)
    session.execute(text("UPDATE leads SET status = 'won'"))  # another agent, another session
    leads.answered_by_person(session, lead, agent.id, NOW - timedelta(minutes=1))
    session.refresh(lead)
    assert (lead.status, lead.last_message_at) == ("won", NOW)


def test_a_client_has_one_open_lead_at_most(session: Session) -> None:
    client = make_client(session, make_organization(session))
    make_lead(session, client, status="won")
    assert leads.open_of(session, client.id) is None
    lead = make_lead(session, client, status="quoted")
    assert leads.open_of(session, client.id) == lead
    with pytest.raises(IntegrityError), session.begin_nested():
        make_lead(session, client, status="new")
