"""The team's page: who may do what, each change with its entry, at once in force."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import AuditEntry, Invite, User
from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office

PAGE = "/inbox/settings/team"


def entry(session: Session) -> AuditEntry:
    """The last thing the log says."""
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def path(user: User, verb: str) -> str:
    """Where something is done about somebody."""
    return f"{PAGE}/{user.public_id}/{verb}"


def test_everybody_is_shown_and_nobody_of_another_operator(office: Office, admin: Browser) -> None:
    html = admin.get(PAGE).text
    assert office.agent.email in html
    assert office.outsider.email not in html


def test_somebody_new_is_invited_by_a_link_shown_once_made(
    office: Office, admin: Browser, session: Session
) -> None:
    """In the browser that made it and in no other; the log does not have it."""
    answer = admin.post(f"{PAGE}/invite", email="new@example.com", role="agent", key="k")
    assert answer.headers["Location"] == PAGE
    html = admin.get(PAGE).text
    link = html.partition('value="https://crm.example.com')[2].partition('"')[0]
    assert link.startswith("/inbox/join/")
    assert Browser(admin.client.application).get(link).status_code == 200
    other = Browser(admin.client.application)
    other.sign_in(office.teammate.email)
    assert link not in other.get(PAGE).text
    said = entry(session)
    assert (said.action, said.facts) == ("user.invited", {"role": "agent"})


def test_a_link_is_taken_back(admin: Browser, session: Session) -> None:
    admin.post(f"{PAGE}/invite", email="new@example.com", role="agent", key="k")
    made = session.scalars(select(Invite)).one()
    assert admin.post(f"{PAGE}/invites/{made.public_id}/revoke", key="k2").status_code == 303
    assert "new@example.com" not in admin.get(PAGE).text
    assert entry(session).action == "invite.revoked"


def test_an_address_that_is_taken_is_refused(
    office: Office, admin: Browser, session: Session
) -> None:
    answer = admin.post(f"{PAGE}/invite", email=office.agent.email, role="agent", key="k")
    assert answer.status_code == 422
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_role_is_changed_and_the_last_admin_stays(
    office: Office, admin: Browser, session: Session
) -> None:
    assert admin.post(path(office.agent, "role"), role="manager", key="k").status_code == 303
    session.refresh(office.agent)
    assert office.agent.role == "manager"
    assert entry(session).facts == {"changed": {"role": ["agent", "manager"]}}
    answer = admin.post(path(office.teammate, "role"), role="agent", key="k2")
    assert (answer.status_code, "only admin" in answer.text) == (422, True)


def test_a_guide_is_tied_to_a_colleague(office: Office, admin: Browser, session: Session) -> None:
    guide = factories.make_client(session, office.organization, kind="internal")
    fields: dict[str, Any] = {"role": "guide", "guide": str(guide.public_id), "key": "k"}
    assert admin.post(path(office.agent, "role"), role="guide", key="k1").status_code == 422
    assert admin.post(path(office.agent, "role"), **fields).status_code == 303
    session.refresh(office.agent)
    assert office.agent.guide_client_id == guide.id


def test_whoever_is_let_in_no_more_is_out_at_once(
    office: Office, admin: Browser, agent: Browser, session: Session
) -> None:
    office.conversation.agent_id = office.agent.id
    session.commit()
    assert admin.post(path(office.agent, "deactivate"), key="k").status_code == 303
    assert agent.get("/inbox/").status_code == 303
    assert agent.sign_in(office.agent.email).status_code == 422
    assert entry(session).facts == {"conversations": 1}
    assert admin.post(path(office.agent, "reactivate"), key="k2").status_code == 303
    assert agent.sign_in(office.agent.email).status_code == 303


def test_somebody_is_signed_out_everywhere(
    office: Office, admin: Browser, agent: Browser, session: Session
) -> None:
    assert admin.post(path(office.agent, "sign-out"), key="k").status_code == 303
    assert agent.get("/inbox/").status_code == 303
    assert (entry(session).action, entry(session).facts) == ("user.signed_out", {"count": 1})


def test_somebody_who_forgot_gets_a_link(office: Office, admin: Browser, session: Session) -> None:
    assert admin.post(path(office.agent, "password-link"), key="k").status_code == 303
    made = session.scalars(select(Invite)).one()
    assert (made.user_id, made.email) == (office.agent.id, office.agent.email)
    assert "New password" in admin.get(PAGE).text


def test_who_gets_a_new_conversation_is_set(
    office: Office, admin: Browser, session: Session
) -> None:
    assert admin.post(f"{PAGE}/assignment", assignment="in_turn", key="k").status_code == 303
    session.refresh(office.organization)
    assert office.organization.assignment == "in_turn"
    assert entry(session).facts == {"changed": {"assignment": ["by_hand", "in_turn"]}}
    assert admin.post(f"{PAGE}/assignment", assignment="magic", key="k2").status_code == 422
