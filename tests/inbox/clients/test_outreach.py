"""What the team begins: conversations by number, leads by hand, calls noted."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Client, ClientConsent, Communication, Conversation, Lead
from tests.booking_factories import make_tour
from tests.browser import Browser
from tests.factories import make_client, make_organization, make_user
from tests.inbox.offices import Office, noted


def test_a_conversation_begins_with_how_they_agreed(
    office: Office, agent: Browser, session: Session
) -> None:
    new = {"phone": "8 701 555 09 09", "name": "Анна"}
    assert agent.post("/inbox/new/conversation", **new, key="k1").status_code == 422
    answer = agent.post("/inbox/new/conversation", **new, agreed="Анкета на сайте", key="k2")
    client = session.scalars(select(Client).where(Client.phone == "+77015550909")).one()
    opened = session.scalars(select(Conversation).where(Conversation.client_id == client.id)).one()
    assert answer.headers["Location"] == f"/inbox/c/{opened.public_id}"
    assert session.scalars(select(ClientConsent.evidence)).all() == ["Анкета на сайте"]
    assert noted(session) == ["conversation.opened"]
    assert 'data-kind="template"' in agent.get(answer.headers["Location"]).text


def test_a_known_number_opens_theirs(office: Office, agent: Browser, session: Session) -> None:
    answer = agent.post("/inbox/new/conversation", phone=str(office.client.phone), key="k")
    assert answer.headers["Location"] == office.path
    assert session.scalars(select(ClientConsent)).all() == []


def test_a_lead_is_opened_by_hand(office: Office, agent: Browser, session: Session) -> None:
    tour = make_tour(session, office.organization)
    known = make_client(session, office.organization)
    session.commit()
    wish = {"source": "website", "tour": str(tour.id), "agent": str(office.teammate.id)}
    answer = agent.post("/inbox/new/lead", **wish, client=str(known.public_id), key="k1")
    lead = session.scalars(select(Lead).where(Lead.client_id == known.id)).one()
    assert answer.headers["Location"] == f"/inbox/pipeline?moved={lead.public_id}"
    assert (lead.tour_interest_id, lead.assigned_agent_id) == (tour.id, office.teammate.id)
    agent.post("/inbox/new/lead", source="manual", phone="87015550910", name="Пётр", key="k2")
    assert session.scalars(select(Client).where(Client.name == "Пётр")).one()
    assert noted(session) == ["lead.opened"] * 2
    again = agent.post("/inbox/new/lead", **wish, client=str(known.public_id), key="k3")
    assert again.status_code == 422


def test_a_lead_asked_from_a_board_is_found_on_it_again(
    office: Office, agent: Browser, session: Session
) -> None:
    new = {"source": "manual", "phone": "87015550911", "name": "Лия", "key": "k"}
    answer = agent.post("/inbox/new/lead", **new, back="/inbox/pipeline?agent=1&days=7")
    lead = session.scalars(select(Lead).join(Client).where(Client.name == "Лия")).one()
    board = f"/inbox/pipeline?agent=1&days=7&moved={lead.public_id}"
    assert answer.headers["Location"] == board


def test_a_lead_is_of_nobody_elses_client(
    office: Office, agent: Browser, outsider: Browser, session: Session
) -> None:
    wish = {"source": "manual", "client": str(office.client.public_id)}
    assert outsider.post("/inbox/new/lead", **wish, key="k").status_code == 404
    assert outsider.get(f"/inbox/new/lead?client={office.client.public_id}").status_code == 404
    stranger = make_user(session, make_organization(session))
    session.commit()
    wish = {"source": "manual", "phone": "87015550911", "agent": str(stranger.id)}
    assert agent.post("/inbox/new/lead", **wish, key="k").status_code == 404


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_call_stands_in_the_log_and_opens_no_window(
    office: Office, agent: Browser, session: Session, language: str
) -> None:
    path = f"/inbox/new/talk/{office.client.public_id}"
    said = {"type": "phone", "direction": "outbound", "body": "<b>Перезвонила</b>"}
    before = office.conversation.last_inbound_at
    answer = agent.post(path, **said, key="k1")
    assert answer.headers["Location"] == office.path
    row = session.scalars(select(Communication).order_by(Communication.id.desc())).first()
    assert row is not None and row.communication_type == "phone"
    session.refresh(office.conversation)
    assert office.conversation.last_inbound_at == before
    page = agent.get(f"{office.path}?lang={language}").text
    assert "&lt;b&gt;Перезвонила" in page and f'id="m-{row.public_id}" class="message noted' in page
    assert {"en": "Outgoing call", "ru": "Исходящий звонок"}[language] in page
    assert noted(session) == ["talk.noted"]
    assert agent.post(path, **(said | {"body": " "}), key="k2").status_code == 422


def test_a_call_of_somebody_who_never_wrote_opens_their_conversation(
    office: Office, agent: Browser, session: Session
) -> None:
    client = make_client(session, office.organization)
    hidden = make_client(session, office.organization, phone=None)
    session.commit()
    said = {"type": "email", "direction": "inbound", "body": "Просит счёт"}
    assert agent.post(f"/inbox/new/talk/{client.public_id}", **said, key="k1").status_code == 303
    opened = session.scalars(select(Conversation).where(Conversation.client_id == client.id)).one()
    assert opened.last_inbound_at is None
    assert agent.post(f"/inbox/new/talk/{hidden.public_id}", **said, key="k2").status_code == 404


@pytest.mark.parametrize("path", ["conversation", "lead", "talk"])
def test_each_form_opens(office: Office, agent: Browser, path: str) -> None:
    place = f"/inbox/new/{path}" + (f"/{office.client.public_id}" if path == "talk" else "")
    assert "<form" in agent.get(place, headers={"HX-Request": "true"}).text
    assert "<main" in agent.get(f"{place}?lang=ru").text
