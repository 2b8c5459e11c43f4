"""The one connection that hears what the database announces, for all pages of this process."""

import asyncio

import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from crm.db import LIVE_CHANNEL
from live import announcements
from live.hub import Hub
from runtime import CONNECT_SECONDS, CUT_LINE

PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds before another try, each time the next; the last one stays."""

log = structlog.get_logger()


class Listening:
    """Listens forever; `hears` says whether it does at this moment."""

    def __init__(self, database_url: str, hub: Hub) -> None:
        """Connects to nothing yet. A pooler that swallows LISTEN must not stand between."""
        plain = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._address = make_conninfo(plain, connect_timeout=CONNECT_SECONDS, **CUT_LINE)
        self._hub = hub
        self._failures = 0
        self.hears = False

    async def forever(self) -> None:
        """Connect, listen, and begin again where the line breaks."""
        while True:
            try:
                await self._listen()
            except psycopg.Error as problem:
                log.error("database_away", error=type(problem).__name__)
            self.hears = False
            await asyncio.sleep(PAUSES[min(self._failures, len(PAUSES) - 1)])
            self._failures += 1

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._address, autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {LIVE_CHANNEL}".encode())
            self.hears, self._failures = True, 0
            self._hub.missed()
            async for told in connection.notifies():
                announcement = announcements.read(told.payload)
                if announcement is not None:
                    self._hub.hear(announcement)
