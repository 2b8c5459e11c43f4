"""The board in the browser."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import AuditEntry
from tests.booking_factories import make_booking, make_departure, make_tour
from tests.browser import Browser
from tests.factories import make_client, make_lead
from tests.inbox.offices import Office


@pytest.fixture
def step(office: Office) -> str:
    """Where the lead is moved."""
    return f"/inbox/pipeline/{office.lead.public_id}/move"


def entries(session: Session) -> list[tuple[str, dict[str, str]]]:
    """What the log says."""
    return [(one.action, one.facts) for one in session.scalars(select(AuditEntry))]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_board_shows_every_stage(
    office: Office, agent: Browser, session: Session, language: str
) -> None:
    departure = make_departure(session, make_tour(session, office.organization))
    for status in ("contacted", "qualified", "quoted", "won", "lost"):
        client = make_client(session, office.organization, name=f"<b>{status}</b>")
        lead = make_lead(session, client, status=status, lost_reason="Далеко")
        if status in ("quoted", "won"):
            make_booking(session, client, departure, "hold", lead=lead)
    page = agent.get(f"/inbox/pipeline?lang={language}").text
    assert "&lt;b&gt;quoted&lt;/b&gt;" in page and "<b>quoted</b>" not in page
    assert page.count('class="lead"') == 6
    assert ("450 000" in page.replace("\u00a0", " ")) or "450,000" in page


def test_a_lead_is_moved_and_found_again(
    office: Office, agent: Browser, session: Session, step: str
) -> None:
    back = f"/inbox/pipeline?agent=0&moved={office.lead.public_id}"
    answer = agent.post(step, before="new", to="contacted", back=back, key="k")
    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    session.refresh(office.lead)
    assert office.lead.status == "contacted"
    [(action, facts)] = entries(session)
    assert (action, facts["before"], facts["to"]) == ("lead.moved", "new", "contacted")
    assert f'data-lead="{office.lead.public_id}"' in agent.get(back).text


@pytest.mark.parametrize(
    ("before", "to", "reason"),
    [("new", "won", ""), ("new", "lost", ""), ("contacted", "qualified", "")],
)
def test_a_step_that_is_refused_says_so(
    office: Office, agent: Browser, session: Session, step: str, before: str, to: str, reason: str
) -> None:
    answer = agent.post(step, before=before, to=to, reason=reason, key="k")
    assert (answer.status_code, entries(session)) == (422, [])
    session.refresh(office.lead)
    assert office.lead.status == "new"


def test_an_agent_moves_nothing_back(
    office: Office, agent: Browser, session: Session, step: str
) -> None:
    office.lead.status = "quoted"
    session.commit()
    fields = {"before": "quoted", "to": "new", "reason": "a mistake", "key": "k"}
    assert agent.post(step, **fields).status_code == 422
    office.agent.role = "manager"
    session.commit()
    assert agent.post(step, **fields).status_code == 303


@pytest.mark.parametrize(
    "back", ["https://evil.example/inbox/", "//evil.example/inbox/", "/inbox/\\evil", "/sign", ""]
)
def test_it_returns_to_pages_of_ours_alone(
    office: Office, agent: Browser, step: str, back: str
) -> None:
    answer = agent.post(step, before="new", to="contacted", back=back, key="k")
    assert answer.headers["Location"] == "/inbox/pipeline"


def test_the_board_is_read_on_and_refreshed(
    office: Office, agent: Browser, session: Session
) -> None:
    for _ in range(14):
        make_lead(session, make_client(session, office.organization, name="Ещё"))
    page = agent.get("/inbox/pipeline/board")
    assert page.text.count('class="lead"') == 12
    assert agent.get(f"/inbox/pipeline/board?seen={page.headers['X-Seen']}").status_code == 204
    before = page.text.partition("before=")[2].partition("&")[0]
    assert agent.get(f"/inbox/pipeline/more?stage=new&before={before}").text.count("Ещё") == 2 * 2


def test_the_form_of_a_step_comes_as_a_page_or_for_the_dialog(
    office: Office, agent: Browser, step: str
) -> None:
    assert "<main" in agent.get(step + "?to=lost").text
    part = agent.get(step + "?to=lost", headers={"HX-Request": "true"}).text
    assert "<main" not in part and 'value="lost" selected' in part


def test_an_outsider_sees_none_of_it(office: Office, outsider: Browser) -> None:
    assert office.client.name not in outsider.get("/inbox/pipeline").text
