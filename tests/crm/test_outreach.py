"""What we begin: a conversation by number, a lead by hand."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import outreach
from crm.errors import CrmError, ValueRefused
from crm.models import Client, ClientConsent, Conversation, Organization, WhatsappSender
from crm.outreach import Contact, Origin
from tests.factories import (
    NOW,
    make_client,
    make_consent,
    make_conversation,
    make_organization,
    make_sender,
    make_user,
)

AGREED = "В офисе, подписала анкету 4 августа"


@pytest.fixture
def sender(session: Session) -> WhatsappSender:
    """A number of an operator."""
    return make_sender(session, make_organization(session))


def begin(session: Session, sender: WhatsappSender, typed: str, agreed: str = "") -> Conversation:
    """A conversation with the number typed."""
    organization = session.get_one(Organization, sender.organization_id)
    return outreach.begin(session, organization, Contact(typed, "Анна", "ru"), agreed, NOW)


def test_somebody_new_must_have_agreed(session: Session, sender: WhatsappSender) -> None:
    with pytest.raises(ValueRefused):
        begin(session, sender, "8 701 555 01 77")
    found = begin(session, sender, "8 701 555 01 78", AGREED)
    client = session.get_one(Client, found.client_id)
    assert (client.name, client.phone, client.preferred_language) == ("Анна", "+77015550178", "ru")
    said = session.scalars(select(ClientConsent).where(ClientConsent.client_id == client.id)).one()
    assert (said.state, said.source, said.evidence) == ("opted_in", "agent", AGREED)
    assert found.last_inbound_at is None


def test_a_known_number_opens_their_own(session: Session, sender: WhatsappSender) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    client = make_client(session, organization, phone="+525512345678")
    theirs = make_conversation(session, sender, client)
    assert begin(session, sender, "+52 1 55 1234 5678") == theirs
    assert session.scalar(select(func.count()).select_from(ClientConsent)) == 0


def test_who_said_no_is_shown_and_not_overruled(session: Session, sender: WhatsappSender) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    client = make_client(session, organization, phone="+77015550179")
    make_consent(session, client, "opted_out")
    found = begin(session, sender, "+77015550179", AGREED)
    assert found.client_id == client.id
    assert session.scalars(select(ClientConsent.state)).all() == ["opted_out"]


@pytest.mark.parametrize("typed", ["", "12", "me"])
def test_what_is_no_number_is_refused(session: Session, sender: WhatsappSender, typed: str) -> None:
    with pytest.raises(CrmError):
        begin(session, sender, typed, AGREED)


def test_without_a_number_of_ours_nothing_begins(session: Session) -> None:
    organization = make_organization(session)
    with pytest.raises(ValueRefused):
        outreach.begin(session, organization, Contact("+77015550180"), AGREED, NOW)


def test_a_lead_by_hand_is_of_whoever_has_the_number(
    session: Session, sender: WhatsappSender
) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    agent = make_user(session, organization)
    known = make_client(session, organization, phone="+77015550181")
    origin = Origin("website", agent.id)
    lead = outreach.lead(session, organization, Contact("8 701 555 01 81"), origin, NOW)
    assert (lead.client_id, lead.source, lead.assigned_agent_id) == (known.id, "website", agent.id)
    other = outreach.lead(session, organization, Contact("87015550182", "Пётр"), origin, NOW)
    assert session.get_one(Client, other.client_id).name == "Пётр"
    with pytest.raises(CrmError):
        outreach.lead_of(session, known, origin, NOW)
