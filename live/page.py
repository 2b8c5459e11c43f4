"""One open page: what waits to be told to it, which can never grow."""

import asyncio
from collections.abc import AsyncIterator

from live.announcements import EVERYTHING

MOST = 50
"""Different words that may wait; with more the page is told to look at everything."""

BREATH = 0.25
"""Seconds between two tellings: in between, equal words become one."""


class Page:
    """A stream's end at our side."""

    def __init__(self, token: str, organization_id: int) -> None:
        """`token` is the session by which it was opened.

        It is told first to look at everything: something may have changed since it was drawn.
        """
        self.token = token
        self.organization_id = organization_id
        self._waiting: dict[str, None] = {EVERYTHING: None}
        self._news = asyncio.Event()
        self._news.set()
        self._over = False

    def tell(self, words: str) -> None:
        """Have the page hear it soon; what waits already is told once."""
        if len(self._waiting) >= MOST:
            self._waiting = {EVERYTHING: None}
        if EVERYTHING not in self._waiting:
            self._waiting[words] = None
        self._news.set()

    def end(self) -> None:
        """Close the stream; what waits is told to nobody."""
        self._over = True
        self._news.set()

    async def told(self) -> AsyncIterator[str]:
        """What to write to the stream, a line for each that changed, until the end.

        A page that reads slowly asks rarely; meanwhile nothing but `MOST` words wait.
        """
        while True:
            await self._news.wait()
            if self._over:
                return
            self._news.clear()
            told, self._waiting = self._waiting, {}
            yield "\n".join(told)
            await asyncio.sleep(BREATH)
