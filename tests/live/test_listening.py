"""One line to the database: heard at once, and made anew where it breaks."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from sqlalchemy import create_engine, text

from crm.db import LIVE_CHANNEL
from live.announcements import EVERYTHING
from live.hub import Hub
from live.listening import Listening
from live.page import Page


async def nobody(tokens: Collection[str]) -> Collection[str]:
    """Nobody is asked for."""
    return tokens


def execute(url: str, statement: str) -> None:
    """Tell the database something from elsewhere."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def listening(url: str, work: Callable[[Page], Awaitable[None]]) -> None:
    """Do something while a page listens."""

    async def run() -> None:
        hub, page = Hub(nobody), Page("token", 1)
        line = asyncio.create_task(Listening(url, hub).forever())
        with hub.opened(page):
            await work(page)
        line.cancel()

    asyncio.run(asyncio.wait_for(run(), 20))


async def until(told: object, words: str) -> None:
    """Listen until the words are told."""
    async for heard in told:  # type: ignore[attr-defined]
        if words in heard.split("\n"):
            return


def test_what_is_announced_is_heard(database_url: str) -> None:
    async def work(page: Page) -> None:
        told = page.told()
        for _ in ("its beginning", "the line's"):
            await until(told, EVERYTHING)
        await asyncio.to_thread(execute, database_url, f"NOTIFY {LIVE_CHANNEL}, '1 tasks'")
        await until(told, "tasks")

    listening(database_url, work)


def test_a_cut_line_is_made_anew_and_everybody_looks_once(database_url: str) -> None:
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = current_database() AND query = 'LISTEN {LIVE_CHANNEL}'"
    )

    async def work(page: Page) -> None:
        told = page.told()
        for _ in ("its beginning", "the line's"):
            await until(told, EVERYTHING)
        await asyncio.to_thread(execute, database_url, cut)
        await until(told, EVERYTHING)
        await asyncio.to_thread(execute, database_url, f"NOTIFY {LIVE_CHANNEL}, '1 tasks'")
        await until(told, "tasks")

    listening(database_url, work)
