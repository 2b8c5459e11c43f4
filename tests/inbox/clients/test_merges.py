"""Merging in the browser: found, seen beforehand, done once, and parted again."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Client, ClientMerge
from tests.browser import Browser
from tests.factories import make_client, make_conversation, make_lead, make_organization
from tests.inbox.offices import Office, noted


@pytest.fixture
def twin(session: Session, office: Office) -> Client:
    """The office's client once more, under another number."""
    client = make_client(
        session, office.organization, name="Мария <Петрова>", email="m@example.com"
    )
    make_conversation(session, office.sender, client)
    make_lead(session, client, status="quoted")
    session.commit()
    return client


@pytest.fixture
def place(office: Office) -> str:
    """Where the office's client is merged."""
    return f"/inbox/merges/{office.client.public_id}"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_other_is_found_and_both_are_shown(
    agent: Browser, twin: Client, place: str, language: str
) -> None:
    found = agent.get(f"{place}?q=петров&lang={language}").text
    assert "Мария &lt;Петрова&gt;" in found and str(twin.public_id) in found
    seen = agent.get(f"{place}?other={twin.public_id}&lang={language}").text
    assert "m@example.com" in seen and "<Петрова>" not in seen


def test_a_merge_and_its_undo(
    office: Office, agent: Browser, session: Session, twin: Client, place: str
) -> None:
    answer = agent.post(place, other=str(twin.public_id), key="k1")
    page = f"/inbox/clients/{office.client.public_id}"
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    row = session.scalars(select(ClientMerge)).one()
    assert (row.kept_id, row.merged_by) == (office.client.id, office.agent.id)
    gone = agent.get(f"/inbox/clients/{twin.public_id}")
    assert gone.headers["Location"] == page
    assert "Мария &lt;Петрова&gt;" in agent.get(page).text
    assert "<form" in agent.get(f"/inbox/merges/{row.public_id}/undo").text
    assert agent.post(f"/inbox/merges/{row.public_id}/undo", key="k2").status_code == 303
    assert agent.get(f"/inbox/clients/{twin.public_id}").status_code == 200
    assert noted(session) == ["client.merged", "client.parted"]
    assert agent.post(f"/inbox/merges/{row.public_id}/undo", key="k3").status_code == 422


def test_two_clicks_merge_once(agent: Browser, session: Session, twin: Client, place: str) -> None:
    for _ in range(2):
        assert agent.post(place, other=str(twin.public_id), key="k").status_code == 303
    assert noted(session) == ["client.merged"]


def test_what_is_no_pair_is_refused(
    office: Office, agent: Browser, session: Session, place: str
) -> None:
    guide = make_client(session, office.organization, kind="internal")
    theirs = make_client(session, make_organization(session))
    session.commit()
    for other, status in (
        (str(office.client.public_id), 422),
        (str(guide.public_id), 422),
        (str(theirs.public_id), 404),
        ("nobody", 404),
    ):
        assert agent.post(place, other=other, key=other).status_code == status
    assert agent.get(f"{place}?other={theirs.public_id}").status_code == 404
    assert noted(session) == []


def test_an_outsider_parts_nobody(
    office: Office, agent: Browser, outsider: Browser, session: Session, twin: Client, place: str
) -> None:
    agent.post(place, other=str(twin.public_id), key="k1")
    row = session.scalars(select(ClientMerge)).one()
    assert outsider.post(f"/inbox/merges/{row.public_id}/undo", key="k2").status_code == 404
    assert outsider.post(place, other=str(twin.public_id), key="k3").status_code == 404
    session.refresh(twin)
    assert twin.merged_into_id == office.client.id
