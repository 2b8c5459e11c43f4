"""What waits for a page is told once, soon, and never grows."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

from live import page
from live.announcements import EVERYTHING
from live.page import Page


def opened() -> Page:
    """A page of somebody's."""
    return Page("token", 1)


async def heard(reader: Page, seconds: float) -> list[str]:
    """What it hears in so long."""
    told: list[str] = []

    async def listen() -> None:
        async for words in reader.told():
            told.append(words)

    with suppress(TimeoutError):
        await asyncio.wait_for(listen(), seconds)
    return told


def run(work: Coroutine[None, None, list[str]]) -> list[str]:
    """Do it in a loop of its own."""
    return asyncio.run(work)


def test_it_begins_with_a_look_at_everything() -> None:
    """Something may have changed between the drawing of the page and its stream."""

    async def work() -> list[str]:
        return await heard(opened(), 0.05)

    assert run(work()) == [EVERYTHING]


def test_equal_words_that_wait_are_told_once() -> None:
    async def work() -> list[str]:
        one = opened()
        hearing = asyncio.create_task(heard(one, page.BREATH + 0.2))
        await asyncio.sleep(0.01)
        for words in ("tasks", "conversations a", "tasks", "conversations a"):
            one.tell(words)
        return await hearing

    assert run(work()) == [EVERYTHING, "tasks\nconversations a"]


def test_a_page_that_reads_nothing_has_little_waiting() -> None:
    """With more than fits it is told to look at everything, which is one word."""

    async def work() -> list[str]:
        one = opened()
        await anext(one.told())
        for number in range(10_000):
            one.tell(f"conversations {number}")
            assert len(one._waiting) <= page.MOST
        return await heard(one, 0.05)

    assert run(work()) == [EVERYTHING]


def test_the_end_ends_it_at_once() -> None:
    async def work() -> list[str]:
        one = opened()
        one.end()
        return [words async for words in one.told()]

    assert run(work()) == []
