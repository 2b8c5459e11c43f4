"""Signed out, nothing shows; a session ends with its cause."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm import users
from crm.models import User
from tests.browser import BASE, Browser
from tests.inbox.offices import Office


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Every method and address of the pages but the sign-in form's own."""
    values = {"public_id": uuid4(), "message_id": uuid4(), "task_id": 1}
    adapter = app.url_map.bind("crm.example.com")
    return [
        (method, adapter.build(rule.endpoint, {n: values[n] for n in rule.arguments}))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/inbox") and rule.endpoint not in ("sign_in.form", "sign_in.enter")
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_signed_out_every_page_leads_to_the_sign_in_form(app: Flask) -> None:
    """The list of pages is the app's own, so a new one cannot be forgotten."""
    asked = addresses(app)
    assert len(asked) > 15
    for method, path in asked:
        answer = app.test_client().open(path, method=method, base_url=BASE)
        assert answer.status_code == 303, path
        assert answer.headers["Location"].startswith("/inbox/sign-in"), path


def test_signed_out_every_fragment_tells_its_page_to_go(app: Flask) -> None:
    """A fragment that was redirected would put the form into the page."""
    for method, path in addresses(app):
        headers = {"HX-Request": "true"}
        answer = app.test_client().open(path, method=method, headers=headers, base_url=BASE)
        assert (answer.status_code, answer.text) == (401, ""), path
        assert answer.headers["HX-Redirect"] == "/inbox/sign-in"


def test_signed_out_an_address_that_does_not_exist_says_nothing_either(app: Flask) -> None:
    """Else a stranger could tell which addresses exist."""
    answer = app.test_client().get("/inbox/no-such-page", base_url=BASE)
    assert answer.headers["Location"].startswith("/inbox/sign-in")


def test_no_form_is_taken_without_its_token(app: Flask, agent: Browser) -> None:
    """Another site can make a browser send a form, but not the token in it."""
    posts = [path for method, path in addresses(app) if method == "POST"]
    for path in [*posts, "/inbox/sign-in"]:
        answer = agent.client.post(path, base_url=BASE, headers={"Referer": BASE})
        assert answer.status_code == 400, path


def test_a_new_password_ends_every_session(
    office: Office, agent: Browser, session: Session
) -> None:
    """The cookie remembers the digest it was given for."""
    assert agent.get("/inbox/").status_code == 200
    users.set_password(office.agent, "another password")
    session.commit()
    assert agent.get("/inbox/").status_code == 303


def test_someone_who_has_left_is_out_at_once(
    office: Office, agent: Browser, session: Session
) -> None:
    """Inactive users keep their rows, not their access."""
    office.agent.is_active = False
    session.commit()
    assert agent.get("/inbox/").status_code == 303


def test_signing_out_ends_the_session(agent: Browser) -> None:
    """By a form, so that no link can do it."""
    assert agent.post("/inbox/sign-out").status_code == 303
    assert agent.get("/inbox/").status_code == 303


def test_a_guide_has_no_pages_here(
    office: Office, browse: Callable[[User], Browser], session: Session
) -> None:
    """Guides sign in one day; the conversations are not theirs."""
    office.teammate.role = "guide"
    session.commit()
    assert browse(office.teammate).get("/inbox/").status_code == 403


@pytest.mark.parametrize("path", ["", "/client", "/live", "/composer", "/older"])
def test_an_outsider_finds_no_conversation(office: Office, outsider: Browser, path: str) -> None:
    """Not refused but not found: that it exists is a fact too."""
    answer = outsider.get(office.path + path)
    assert answer.status_code == 404
    assert office.client.name not in answer.text


@pytest.mark.parametrize("path", ["/seen", "/text", "/template", "/template/preview"])
def test_an_outsider_changes_no_conversation(
    office: Office, outsider: Browser, session: Session, path: str
) -> None:
    """Neither read nor answered by somebody of another operator."""
    assert outsider.post(office.path + path, body="Привет", key="k").status_code == 404
    session.expire_all()
    assert office.conversation.unread_count == 1


def test_a_teammate_sees_the_same_conversation(
    office: Office, browse: Callable[[User], Browser]
) -> None:
    """Conversations belong to the team, not to one agent."""
    assert office.client.name in browse(office.teammate).get(office.path).text


def test_an_outsiders_list_is_empty(office: Office, outsider: Browser) -> None:
    """Every query is limited to the user's organization."""
    assert office.client.name not in outsider.get("/inbox/").text
