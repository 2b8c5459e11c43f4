"""What the browser tests stand on: a real Chromium, and the product as real processes."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from scripts import browser
from tests.chromium import house
from tests.chromium.house import House
from tests.chromium.verbs import Verbs
from tests.product import Product

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""Root has no sandbox; and nothing of the browser's own speaks to the outside."""

HERE = Path(__file__).parent
LAST = "test_every_verb.py"
ALWAYS = ("test_axe.py", "test_day.py", "test_live.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for everything that the others did comes last of them, and before all else.

    Were it the last of all, the browser would run on beside tests that have a loop of their own.
    The stories of single verbs take minutes together; `--long` runs them.
    """
    here = [place for place, item in enumerate(items) if item.path.parent == HERE]
    ours = sorted((items[place] for place in here), key=lambda item: item.path.name == LAST)
    for place, item in zip(here, ours, strict=True):
        items[place] = item
        if item.path.name not in ALWAYS:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser. Scoped to these tests: while it runs, no other loop can run in this thread."""
    program = browser.found()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(browser.INSTALL)
        pytest.skip(browser.INSTALL)
    expect.set_options(timeout=10_000)  # as of the rest: this machine may have other work
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="package")
def furnished(
    chromium: Browser,
    copy_database: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    """Web, clock and live with the demo's past, for all of them: nothing here counts on the day."""
    made = Product(copy_database(), tmp_path_factory.mktemp("house"), **house.SETTINGS)
    try:
        house.settle(made)
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="package")
def used_verbs() -> Verbs:
    """What all these tests together have done on the pages."""
    return Verbs()


@pytest.fixture
def people(furnished: Product, chromium: Browser, used_verbs: Verbs) -> Iterator[House]:
    """Nobody yet; whoever sits down leaves when the test ends, and nothing went wrong meanwhile."""
    made = House(furnished, chromium, used_verbs)
    yield made
    made.leave()
    assert made.wrong == []


@pytest.fixture
def number(furnished: Product) -> str:
    """A Kazakh number that has not written yet."""
    return f"+7705{furnished.one('SELECT count(*) FROM clients'):07d}"
