"""The agents' pages with a thousand messages and with a million: time, queries, weight."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import Session

from benchmarks import house
from benchmarks.bench import Figure
from benchmarks.house import House
from crm.models import User
from tests import web
from tests.browser import Browser

SMALL = House(messages=1_000, clients=100, bookings=100)
"""Enough for whole pages: what is compared is the looking up, not the length of what is shown."""
LARGE = House(messages=1_000_000, clients=100_000, bookings=20_000)
LOOKS = 25
AT_MOST = 1.5
MOST_QUERIES = 30
HEAVIEST = 150_000
"""Bytes of the first page with everything it loads."""

ASSET = re.compile(r'(?:href|src)="(/assets/[^"#]+)')
FONTS = ("inter-latin.woff2", "inter-cyrillic.woff2", "inter-sums.woff2")
"""What a page in English or Russian with sums loads of the font."""


def run(url: str, folder: Path) -> list[Figure]:
    """How much longer each page takes with a thousand times the messages, and what it weighs."""
    engine = create_engine(url)
    few = _measure(engine, SMALL, folder)
    many = _measure(engine, LARGE, folder)
    engine.dispose()
    figures = [
        Figure(f"{name}: 1 million / 1 thousand", many[name][0] / few[name][0], AT_MOST, True)
        for name in few
    ]
    figures += [
        Figure(f"{name}: queries more with a million", many[name][1] - few[name][1], 0, True)
        for name in few
    ]
    most = max(queries for _seconds, queries in many.values())
    weight = _weight(engine, folder)
    return [
        *figures,
        Figure("most queries of a page", most, MOST_QUERIES, True),
        Figure("the first page with everything, KB", weight / 1000, HEAVIEST / 1000, True),
    ]


def _measure(engine: Engine, size: House, folder: Path) -> dict[str, tuple[float, int]]:
    """Seconds (median) and queries of each page, in a house of this size."""
    with Session(engine) as session, session.begin():
        shown = house.grow(session, size)
    house.settle(engine)
    browser = _browser(engine, folder)
    return {name: _look(engine, browser, path) for name, path in _pages(shown).items()}


def _pages(shown: house.Shown) -> Mapping[str, str]:
    """By name, the address of each page that must not slow down."""
    return {
        "conversations": "/inbox/",
        "conversations, waiting": "/inbox/?only=waiting",
        "a conversation": f"/inbox/c/{shown.conversation}",
        "search for a name": f"/inbox/search?q={shown.name}",
        "search for a number": f"/inbox/search?q={shown.phone}",
        "search for a code": f"/inbox/search?q={shown.code}",
        "search for a common word": f"/inbox/search?q={house.COMMON}",
        "search for a rare word": f"/inbox/search?q={house.RARE}",
        "bookings": "/inbox/bookings",
    }


def _look(engine: Engine, browser: Browser, path: str) -> tuple[float, int]:
    took: list[float] = []
    with _counted(engine) as queries:
        for _ in range(LOOKS + 1):  # the first one warms what it reads
            began = time.perf_counter()
            answer = browser.get(path)
            took.append(time.perf_counter() - began)
            assert answer.status_code == 200, (path, answer.status_code)
    return median(took[1:]), round(len(queries) / (LOOKS + 1))


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    """The statements of a stretch."""
    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def _browser(engine: Engine, folder: Path) -> Browser:
    """Somebody who has signed in."""
    app = web.make_app(Session(engine), engine, folder)
    browser = Browser(app)
    with Session(engine) as session:
        email = session.scalars(select(User.email)).first()
    answer = browser.sign_in(str(email))
    assert answer.status_code == 303
    return browser


def _weight(engine: Engine, folder: Path) -> int:
    """Bytes that a browser takes for the list of conversations, with nothing kept from before."""
    browser = _browser(engine, folder)
    page = browser.get("/inbox/", headers={"Accept-Encoding": "gzip"})
    names = {found.replace("&amp;", "&") for found in ASSET.findall(page.text)}
    names |= {f"/assets/{name}" for name in FONTS}
    loaded = [browser.get(name, headers={"Accept-Encoding": "gzip"}) for name in sorted(names)]
    return len(page.data) + sum(len(one.data) for one in loaded)
