"""The templates' pages: where each stands, an own one written, checked, handed in, withdrawn."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import WhatsappTemplate
from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office, noted

TYPED = {
    "title": "Скидка на выходные",
    "language": "ru",
    "category": "marketing",
    "body": "Здравствуйте, {{ client_name }}! В эти выходные у нас особые цены на озёра.",
    "e_client_name": "Мария",
    "reply": "Подробнее",
}


def own(session: Session) -> WhatsappTemplate:
    """The one that was written."""
    session.expire_all()
    return session.scalars(select(WhatsappTemplate)).one()


def test_a_template_is_written_handed_in_and_withdrawn(manager: Browser, session: Session) -> None:
    manager.post("/inbox/templates/new", **TYPED)
    row = own(session)
    assert (row.name, row.title, row.active) == ("own_1", TYPED["title"], True)
    manager.post(f"/inbox/templates/{row.id}/submit")
    assert own(session).submit_at is not None
    manager.post(f"/inbox/templates/{row.id}/withdraw")
    assert not own(session).active
    assert noted(session) == ["template.written", "template.submitted", "template.withdrawn"]


def test_what_the_check_found_is_said_and_nothing_is_kept(
    manager: Browser, session: Session
) -> None:
    wrong = TYPED | {"body": "Здравствуйте, {{ client_name }}"}
    assert manager.post("/inbox/templates/new", **wrong).status_code == 422
    said = manager.post("/inbox/templates/check", **wrong).text
    assert "The body ends with a variable." in said
    assert session.scalars(select(WhatsappTemplate)).all() == []


def test_reading_again_is_planned_for_at_once(
    office: Office, agent: Browser, session: Session
) -> None:
    agent.post("/inbox/templates/sync")
    session.refresh(office.organization)
    assert office.organization.templates_sync_at is not None
    assert noted(session) == ["templates.sync_asked"]


def test_a_rejected_one_says_why(office: Office, agent: Browser, session: Session) -> None:
    factories.make_template(
        session,
        office.organization,
        name="own_1",
        approval_status="rejected",
        rejection_reason="<b>Too short</b>",
    )
    session.commit()
    page = agent.get("/inbox/templates").text
    assert "&lt;b&gt;Too short&lt;/b&gt;" in page
    assert "Rejected" in page


def test_an_agent_sees_them_and_is_offered_no_verb_of_managers(
    office: Office, agent: Browser, session: Session
) -> None:
    factories.make_template(session, office.organization, name="own_1", title="Скидка")
    session.commit()
    page = agent.get("/inbox/templates").text
    assert "Скидка" in page
    assert "/inbox/templates/new" not in page
    assert "withdraw" not in page.lower()
