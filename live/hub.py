"""All open pages of this process: who hears what, and who may still listen."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from live.announcements import ACCESS, EVERYBODY, EVERYTHING, Announcement
from live.page import Page

LOOK_EVERY = 30.0
"""Seconds after which everybody's access is looked at again, whatever was announced."""

Admitted = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Which of these sessions may still listen. Raises SQLAlchemyError while that cannot be known."""

log = structlog.get_logger()


class Hub:
    """Hands announcements to the pages of the organization they concern."""

    def __init__(self, admitted: Admitted) -> None:
        """Nobody listens yet."""
        self._admitted = admitted
        self._pages: dict[int, set[Page]] = {}
        self._doubt = asyncio.Event()
        self._closed = False

    def __len__(self) -> int:
        """How many pages are open."""
        return sum(len(pages) for pages in self._pages.values())

    @contextmanager
    def opened(self, page: Page) -> Iterator[None]:
        """The page listens as long as this lasts."""
        own = self._pages.setdefault(page.organization_id, set())
        own.add(page)
        if self._closed:
            page.end()
        try:
            yield
        finally:
            own.discard(page)

    def hear(self, announcement: Announcement) -> None:
        """Tell it to those whom it concerns."""
        if announcement.words == ACCESS:
            self._doubt.set()
            return
        for page in self._of(announcement.organization_id):
            page.tell(announcement.words)

    def missed(self) -> None:
        """Nobody knows what was announced meanwhile: let all look at everything."""
        self._doubt.set()
        self.hear(Announcement(EVERYBODY, EVERYTHING))

    def close(self) -> None:
        """End every stream, and each that may still come."""
        self._closed = True
        for page in self._of(EVERYBODY):
            page.end()

    async def watch(self) -> None:
        """Forever: end the streams of those who may listen no more, at once where it is told."""
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._doubt.wait()
            except TimeoutError:
                pass
            self._doubt.clear()
            try:
                await self._part()
            except SQLAlchemyError as problem:  # then nothing is announced or shown either
                log.error("database_away", error=type(problem).__name__)

    async def _part(self) -> None:
        pages = self._of(EVERYBODY)
        if not pages:
            return
        admitted = await self._admitted({page.token for page in pages})
        for page in pages:
            if page.token not in admitted:
                page.end()

    def _of(self, organization_id: int) -> list[Page]:
        if organization_id == EVERYBODY:
            return [page for pages in self._pages.values() for page in pages]
        return list(self._pages.get(organization_id, ()))
