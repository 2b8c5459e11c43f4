"""Signed out, nothing shows; a session ends with its cause."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm import users
from crm.models import User
from inbox.access import OPEN
from tests.browser import BASE, Browser
from tests.inbox import matrix
from tests.inbox.matrix import Route
from tests.inbox.offices import Office


@pytest.fixture
def routes(app: Flask, session: Session, office: Office) -> list[Route]:
    """Every page for which one must be signed in."""
    found = matrix.routes(app, session, office)
    return [route for route in found if route.needs != OPEN]


def test_signed_out_every_fragment_tells_its_page_to_go(app: Flask, routes: list[Route]) -> None:
    """A fragment that was redirected would put the form into the page."""
    for route in routes:
        headers = {"HX-Request": "true"}
        answer = app.test_client().open(
            route.path, method=route.method, headers=headers, base_url=BASE
        )
        assert (answer.status_code, answer.text) == (401, ""), route
        assert answer.headers["HX-Redirect"] == "/inbox/sign-in"


def test_signed_out_an_address_that_does_not_exist_says_nothing_either(app: Flask) -> None:
    """Else a stranger could tell which addresses exist."""
    answer = app.test_client().get("/inbox/no-such-page", base_url=BASE)
    assert answer.headers["Location"].startswith("/inbox/sign-in")


def test_no_form_is_taken_without_its_token(routes: list[Route], agent: Browser) -> None:
    """Another site can make a browser send a form, but not the token in it."""
    posts = [route.path for route in routes if route.method == "POST"]
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
    """By a form, so that no link can do it; a kept copy of the cookie opens nothing either."""
    cookie = agent.client.get_cookie("dreamland", domain="crm.example.com")
    assert agent.post("/inbox/sign-out").status_code == 303
    assert agent.get("/inbox/").status_code == 303
    assert cookie is not None
    agent.client.set_cookie("dreamland", cookie.value, domain="crm.example.com", secure=True)
    assert agent.get("/inbox/").status_code == 303


def test_a_teammate_sees_the_same_conversation(
    office: Office, browse: Callable[[User], Browser]
) -> None:
    """Conversations belong to the team, not to one agent."""
    assert office.client.name in browse(office.teammate).get(office.path).text


def test_an_outsiders_list_is_empty(office: Office, outsider: Browser) -> None:
    """Every query is limited to the user's organization."""
    assert office.client.name not in outsider.get("/inbox/").text
