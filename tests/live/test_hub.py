"""Who hears what: only those whom it concerns, and only while they may."""

import asyncio
from collections.abc import Collection, Coroutine
from contextlib import ExitStack
from typing import Any

from sqlalchemy.exc import OperationalError

from live.announcements import ACCESS, EVERYBODY, EVERYTHING, Announcement
from live.hub import Hub
from live.page import Page


class Door:
    """Says who may listen, as a test wants it."""

    def __init__(self) -> None:
        """Everybody of these."""
        self.tokens: Collection[str] = {"ours", "theirs"}
        self.broken = False

    async def admitted(self, tokens: Collection[str]) -> Collection[str]:
        """Those who are let in."""
        if self.broken:
            raise OperationalError("", {}, Exception())
        return set(tokens) & set(self.tokens)


class Stand:
    """A hub with a page of each of two organizations."""

    def __init__(self, stack: ExitStack) -> None:
        """Both are open, and have heard their first word."""
        self.door = Door()
        self.hub = Hub(self.door.admitted)
        self.ours, self.theirs = Page("ours", 1), Page("theirs", 2)
        for page in (self.ours, self.theirs):
            page._waiting.clear()
            page._news.clear()
            stack.enter_context(self.hub.opened(page))


def waiting(page: Page) -> list[str]:
    """What will be told to a page."""
    return list(page._waiting)


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a loop of its own, with an end."""
    asyncio.run(asyncio.wait_for(work, 10))


def test_only_the_own_organization_hears_it() -> None:
    async def work() -> None:
        with ExitStack() as stack:
            stand = Stand(stack)
            stand.hub.hear(Announcement(1, "conversations 9f0c"))
            stand.hub.hear(Announcement(3, "tasks"))
            assert waiting(stand.ours) == ["conversations 9f0c"]
            assert waiting(stand.theirs) == []

    run(work())


def test_what_concerns_everybody_reaches_everybody() -> None:
    async def work() -> None:
        with ExitStack() as stack:
            stand = Stand(stack)
            stand.hub.hear(Announcement(EVERYBODY, "tasks"))
            stand.hub.missed()
            assert waiting(stand.ours) == waiting(stand.theirs) == ["tasks", EVERYTHING]

    run(work())


def test_a_page_that_was_closed_is_forgotten() -> None:
    async def work() -> None:
        with ExitStack() as stack:
            stand = Stand(stack)
            assert len(stand.hub) == 2
        assert len(stand.hub) == 0

    run(work())


def test_who_may_listen_no_more_is_parted_with_as_soon_as_it_is_told() -> None:
    """And hears nothing of why."""

    async def work() -> None:
        with ExitStack() as stack:
            stand = Stand(stack)
            watching = asyncio.create_task(stand.hub.watch())
            stand.door.tokens = {"theirs"}
            stand.hub.hear(Announcement(1, ACCESS))
            assert [words async for words in stand.ours.told()] == []
            assert waiting(stand.theirs) == []
            watching.cancel()

    run(work())


def test_a_database_that_is_away_ends_nobodys_stream() -> None:
    async def work() -> None:
        with ExitStack() as stack:
            stand = Stand(stack)
            watching = asyncio.create_task(stand.hub.watch())
            stand.door.broken = True
            stand.hub.hear(Announcement(1, ACCESS))
            await asyncio.sleep(0.05)
            stand.hub.hear(Announcement(1, "tasks"))
            assert await anext(stand.ours.told()) == "tasks"
            assert not watching.done()
            watching.cancel()

    run(work())


def test_a_page_that_comes_while_the_process_ends_is_sent_away() -> None:
    async def work() -> None:
        with ExitStack() as stack:
            stand = Stand(stack)
            stand.hub.close()
            late = Page("ours", 1)
            stack.enter_context(stand.hub.opened(late))
            assert [words async for words in late.told()] == []

    run(work())
