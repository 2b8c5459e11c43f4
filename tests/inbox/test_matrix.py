"""Who may open what: every route by role and organization, generated from the app's own routes."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm.models import User
from inbox.access import LADDER, OPEN
from tests.browser import BASE, Browser
from tests.inbox import matrix
from tests.inbox.matrix import Route
from tests.inbox.offices import Office


@pytest.fixture
def routes(app: Flask, session: Session, office: Office) -> list[Route]:
    """All of them, about rows of the office."""
    found = list(matrix.routes(app, session, office))
    session.commit()
    assert len(found) > 15
    return found


def ask(browser: Browser, route: Route) -> int:
    """The status of an answer; a form is sent empty."""
    answer = browser.get(route.path) if route.method == "GET" else browser.post(route.path)
    return answer.status_code


def test_every_route_says_who_may_ask_for_it(routes: list[Route]) -> None:
    """A new page without a rule is refused to everybody, and fails here."""
    assert [route.endpoint for route in routes if route.needs not in (OPEN, *LADDER)] == []


def test_a_stranger_is_led_to_the_sign_in_form(app: Flask, routes: list[Route]) -> None:
    """Whatever they ask for, and nothing is said of it."""
    for route in (one for one in routes if one.needs != OPEN):
        answer = app.test_client().open(route.path, method=route.method, base_url=BASE)
        assert answer.status_code == 303, route
        assert answer.headers["Location"].startswith("/inbox/sign-in"), route


@pytest.mark.parametrize("role", LADDER)
def test_a_role_is_refused_what_is_above_it(
    role: str,
    routes: list[Route],
    office: Office,
    session: Session,
    browse: Callable[[User], Browser],
) -> None:
    """And never refused what is its own: 403 comes from the ladder alone."""
    office.teammate.role = role
    session.commit()
    browser = browse(office.teammate)
    for route in (one for one in routes if one.needs in LADDER and one.endpoint not in LEAVING):
        above = LADDER.index(str(route.needs)) > LADDER.index(role)
        assert (ask(browser, route) == 403) is above, (role, route)


LEAVING = ("sign_in.leave",)
"""Ends the session that asks."""


@pytest.mark.parametrize("role", LADDER)
def test_nobody_of_another_organization_finds_a_row_of_ours(
    role: str,
    routes: list[Route],
    office: Office,
    session: Session,
    browse: Callable[[User], Browser],
) -> None:
    """Not refused but not found: that it exists is a fact too."""
    office.outsider.role = role
    session.commit()
    browser = browse(office.outsider)
    for route in (one for one in routes if one.names_a_row and one.needs != OPEN):
        assert ask(browser, route) in (403, 404), route
