"""A client's page and what stands beside the conversation: each verb, its entry, its refusals."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Client, ClientConsent
from tests.booking_factories import make_booking, make_departure, make_payment, make_tour
from tests.browser import Browser
from tests.factories import make_client, make_consent, make_lead
from tests.inbox.offices import Office, noted


@pytest.fixture
def place(office: Office) -> str:
    """The client's page."""
    return f"/inbox/clients/{office.client.public_id}"


def was(client: Client) -> dict[str, str]:
    """What the form of the details was opened with."""
    names = ("name", "phone", "email", "preferred_language", "timezone", "notes")
    return {f"was_{name}": getattr(client, name) or "" for name in names}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_tells_everything(
    office: Office, agent: Browser, session: Session, place: str, language: str
) -> None:
    office.client.tags, office.client.notes = ["семья"], "<i>Любит горы</i>"
    departure = make_departure(session, make_tour(session, office.organization))
    booking = make_booking(session, office.client, departure, "paid", lead=office.lead)
    make_payment(session, booking, Decimal(450000))
    make_consent(session, office.client, "opted_in", scope="marketing", evidence="анкета")
    for path in (place, office.path, f"{office.path}/client", f"{place}/side"):
        page = agent.get(f"{path}?lang={language}").text
        for said in ("семья", "&lt;i&gt;Любит горы", "анкета", "450"):
            assert said in page, (path, said)
        beside = path != f"{place}/side"  # bookings refresh themselves: selling.beside
        assert (booking.booking_code in page) is beside, path
        assert (f"/inbox/bookings/{booking.public_id}" in page) is beside, path


def test_details_are_edited(office: Office, agent: Browser, session: Session, place: str) -> None:
    fields = was(office.client) | {"name": "Мария Петрова", "email": "m@example.com"}
    answer = agent.post(f"{place}/edit", **fields, back=office.path, key="k")
    assert (answer.status_code, answer.headers["Location"]) == (303, office.path)
    session.refresh(office.client)
    assert (office.client.name, office.client.email) == ("Мария Петрова", "m@example.com")
    assert noted(session) == ["client.edited"]


def test_a_number_that_is_somebody_elses_is_refused(
    office: Office, agent: Browser, session: Session, place: str
) -> None:
    make_client(session, office.organization, phone="+525512345678", name="Анна")
    session.commit()
    fields = was(office.client) | {"phone": "+52 1 55 1234 5678"}
    answer = agent.post(f"{place}/edit", **fields, key="k")
    assert answer.status_code == 422 and "Анна" in answer.text
    assert noted(session) == []


def test_a_tag_is_given_and_taken(
    office: Office, agent: Browser, session: Session, place: str
) -> None:
    agent.post(f"{place}/tag", tag="семья", key="k1")
    agent.post(f"{place}/tag", tag="пешком", key="k2")
    agent.post(f"{place}/untag", tag="семья", key="k3")
    session.refresh(office.client)
    assert office.client.tags == ["пешком"]
    assert noted(session) == ["client.tagged", "client.tagged", "client.untagged"]
    assert agent.post(f"{place}/tag", tag=" ", key="k4").status_code == 422


def test_what_they_said_is_noted_with_its_evidence(
    office: Office, agent: Browser, session: Session, place: str
) -> None:
    yes = {"state": "opted_in", "scope": "marketing"}
    assert agent.post(f"{place}/consent", **yes, evidence=" ", key="k1").status_code == 422
    agent.post(f"{place}/consent", **yes, evidence="по телефону", key="k2")
    no = {"state": "opted_out", "scope": "all", "evidence": "просила не писать"}
    agent.post(f"{place}/consent", **no, key="k3")
    said = session.execute(
        select(ClientConsent.state, ClientConsent.scope, ClientConsent.source)
    ).all()
    assert [tuple(one) for one in said] == [
        ("opted_in", "marketing", "agent"),
        ("opted_out", "all", "agent"),
    ]
    assert noted(session) == ["consent.recorded"] * 2
    assert agent.post(f"{place}/consent", state="maybe", scope="all").status_code == 422


def test_a_lead_is_corrected(office: Office, agent: Browser, session: Session) -> None:
    tour = make_tour(session, office.organization)
    theirs = make_tour(
        session, session.get_one(type(office.organization), office.outsider.organization_id)
    )
    session.commit()
    path = f"/inbox/leads/{office.lead.public_id}/edit"
    fields = {"source": "website", "ad": "Осень", "agent": str(office.teammate.id)}
    answer = agent.post(path, **fields, tour=str(tour.id), back=office.path, key="k1")
    assert answer.headers["Location"] == office.path
    session.refresh(office.lead)
    assert (office.lead.source, office.lead.tour_interest_id) == ("website", tour.id)
    assert office.lead.assigned_agent_id == office.teammate.id
    assert noted(session) == ["lead.edited"]
    assert agent.post(path, **fields, tour=str(theirs.id), key="k2").status_code == 404


@pytest.mark.parametrize("verb", ["edit", "tag", "consent"])
def test_each_form_opens(agent: Browser, place: str, verb: str) -> None:
    assert "<form" in agent.get(f"{place}/{verb}", headers={"HX-Request": "true"}).text
    assert "<main" in agent.get(f"{place}/{verb}?lang=ru").text


def test_the_form_of_a_lead_opens(office: Office, agent: Browser) -> None:
    make_ad = {"headline": "Алтай <в> сентябре"}
    office.lead.source_detail = make_ad
    page = agent.get(f"/inbox/leads/{office.lead.public_id}/edit").text
    assert "Алтай &lt;в&gt; сентябре" in page


def test_a_client_without_anything_has_a_page(
    office: Office, agent: Browser, session: Session
) -> None:
    client = make_client(session, office.organization, name="Пётр", phone=None)
    session.commit()
    assert "Пётр" in agent.get(f"/inbox/clients/{client.public_id}").text
    make_lead(session, client)
    session.commit()
    assert "Пётр" in agent.get("/inbox/pipeline").text
