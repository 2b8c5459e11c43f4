"""Every page of the app's own routes: axe finds nothing, and nothing has to be scrolled sideways.

A new page is covered by itself: its address comes from the app, its rows from the matrix. The
lists and the conversations are looked at with the demo's past in them, too.
"""

from collections.abc import Iterator
from typing import Literal

import pytest
import requests
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import users
from crm.models import Conversation
from inbox.access import OPEN
from pages import cookies
from tests import web
from tests.chromium import axe, house
from tests.chromium.house import ADMIN, NARROW, WIDE, House
from tests.inbox import matrix, offices
from tests.product import Product

Theme = Literal["light", "dark"]
THEMES: dict[Theme, tuple[str, ...]] = {"light": (), "dark": ("color-contrast",)}
"""With the rules to look at; none named is all of them."""

LOOKS: dict[str, list[tuple[tuple[int, int], Theme]]] = {
    "en": [(WIDE, "light"), (WIDE, "dark")],
    "ru": [(NARROW, "light")],
}

NARROWEST = 320

Paths = dict[str, list[str]]

FEWEST = 10
"""Pages of each at the least: with fewer the search for them is broken."""


@pytest.fixture(scope="module")
def paths(furnished: Product, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """By who opens them, the addresses of every whole page that there is."""
    with Session(furnished.engine, expire_on_commit=False) as session:
        office = offices.make(session, users.digest(house.PASSWORD))
        office.agent.role = "admin"
        app = web.make_app(session, furnished.engine, tmp_path_factory.mktemp("app"))
        routes = [
            route
            for route in matrix.routes(app, session, office)
            if route.method == "GET" and route.needs != OPEN
        ]
        session.commit()
        talks = session.scalars(
            select(Conversation.public_id)
            .where(Conversation.organization_id != office.organization.id)
            .order_by(Conversation.id)
            .limit(FEWEST)
        )
        told = [f"/inbox/c/{talk}" for talk in talks]
        full = [*(route.path for route in routes if not route.names_a_row), *told]
        asked = {ADMIN: full, office.agent.email: [route.path for route in routes]}
    found = {email: list(_pages(furnished, email, some)) for email, some in asked.items()}
    assert all(len(some) >= FEWEST for some in found.values())
    return found


def _pages(product: Product, email: str, paths: list[str]) -> Iterator[str]:
    """Those that are whole pages, and no fragments, files or redirects."""
    cookie = house.cookie_of(product, email)
    for path in dict.fromkeys(paths):
        answer = requests.get(
            product.url + path,
            cookies={cookies.NAME: cookie},
            allow_redirects=False,
            timeout=30,
        )
        if answer.status_code == 200 and b"<html" in answer.content[:500]:
            yield path


def findings(page: Page, path: str, language: str) -> Iterator[str]:
    """What is wrong with the open page in either theme and on either screen.

    A theme changes colours alone, on any screen: in the dark only they are looked at, and once.
    Other words change neither names nor colours: the second language is looked at where its
    length is felt, and so the phone is looked at in it.
    """
    axe.load(page)
    for size, theme in LOOKS[language]:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=theme)
        found = axe.violations(page, *THEMES[theme])
        yield from (f"{path}, {theme}, {size[0]}: {one}" for one in found)
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > NARROWEST:
        yield f"{path} is {wide} wide on a screen of {NARROWEST}"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_page_shuts_anybody_out(people: House, paths: Paths, language: str) -> None:
    """On a desk, dark and light, and on a phone; on a screen of 320 nothing goes sideways."""
    wrong: list[str] = []
    for email, some in paths.items():
        page = people.sits(email, language=language)
        for path in some:
            page.goto(people.product.url + path)
            wrong += findings(page, path, language)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_neither_does_the_way_in(people: House, language: str) -> None:
    page = people.stranger(language)
    page.goto(f"{people.product.url}/inbox/sign-in")
    assert list(findings(page, "sign-in", language)) == []
