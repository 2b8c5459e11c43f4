"""The page behind a link: a stranger joins once, and learns nothing without a link."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm import invites
from crm.models import AuditEntry, User
from tests.browser import Browser
from tests.inbox.offices import Office

PASSWORD = "four quiet words here"


@pytest.fixture
def path(office: Office, session: Session) -> str:
    """The link of an invitation."""
    _, token = invites.invite(session, office.agent, "new@example.com", "agent", None, now.utc())
    session.commit()
    return f"/inbox/join/{token}"


def test_a_stranger_joins_and_is_signed_in(
    office: Office, app: Flask, path: str, session: Session
) -> None:
    browser = Browser(app)
    page = browser.get(path)
    assert (page.status_code, "Join Dreamland PRO" in page.text) == (200, True)
    answer = browser.post(path, name="Мария", password=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/inbox/")
    assert browser.get("/inbox/").status_code == 200
    user = session.scalars(select(User).where(User.email == "new@example.com")).one()
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.user_id) == ("invite.accepted", user.id)


def test_the_link_opens_once(app: Flask, path: str) -> None:
    Browser(app).post(path, name="Мария", password=PASSWORD)
    again = Browser(app)
    for answer in (again.get(path), again.post(path, name="X", password=PASSWORD)):
        assert (answer.status_code, "grown old" in answer.text) == (410, True)
        assert "Dreamland PRO" not in answer.text


def test_what_is_refused_keeps_the_name_and_the_link(app: Flask, path: str) -> None:
    browser = Browser(app)
    answer = browser.post(path, name="Мария <3", password="short")
    assert (answer.status_code, "10 characters" in answer.text) == (422, True)
    assert 'value="Мария &lt;3"' in answer.text
    assert browser.post(path, name="Мария", password=PASSWORD).status_code == 303


def test_without_a_link_nothing_is_said(office: Office, app: Flask) -> None:
    """Whatever the address."""
    for token in ("x", "a" * 43, "%00", "%ED%A0%BD"):
        answer = Browser(app).get(f"/inbox/join/{token}")
        assert answer.status_code in (404, 410)
        assert office.organization.name not in answer.text


def test_a_new_password_is_chosen_by_a_link(
    office: Office, app: Flask, agent: Browser, session: Session
) -> None:
    """And the sessions of the old one end."""
    _, token = invites.for_password(session, office.teammate, office.agent, now.utc())
    session.commit()
    browser = Browser(app)
    assert "Choose a new password" in browser.get(f"/inbox/join/{token}").text
    assert browser.post(f"/inbox/join/{token}", password=PASSWORD).status_code == 303
    assert agent.get("/inbox/").status_code == 303
    assert Browser(app).sign_in(office.agent.email, PASSWORD).status_code == 303
