"""Who may listen: the signed-in team, but for guides, by the same cookie as the pages."""

from collections.abc import Collection, Mapping

from anyio import CapacityLimiter, to_thread

import now
from crm import user_sessions
from live.page import Page
from pages import cookies
from runtime import Runtime

AT_ONCE = 4
"""Questions to the database at one time: pages that all come back at once wait in a line."""

DEAF = ("guide",)
"""Roles whose pages are not live."""


class Listeners:
    """Asks the database, in threads of its own, so that no stream waits for it."""

    def __init__(self, runtime: Runtime) -> None:
        """Asks nothing yet."""
        self._runtime = runtime
        self._cookies = cookies.Reader(runtime.settings)
        self._limit = CapacityLimiter(AT_ONCE)

    async def page(self, sent: Mapping[str, str]) -> Page | None:
        """The page of whoever sent these cookies, if they may listen."""
        token = self._cookies.token(sent)
        if not token:
            return None
        found = await self._organizations([token])
        return Page(token, found[token]) if token in found else None

    async def admitted(self, tokens: Collection[str]) -> Collection[str]:
        """Those of the sessions that may still listen."""
        return await self._organizations(tokens)

    async def _organizations(self, tokens: Collection[str]) -> dict[str, int]:
        """The organization of each session that may listen."""

        def ask() -> dict[str, int]:
            with self._runtime.sessions() as session:
                found = user_sessions.users_of(session, tokens, now.utc())
                return {
                    token: user.organization_id
                    for token, user in found.items()
                    if user.role not in DEAF
                }

        return await to_thread.run_sync(ask, limiter=self._limit)
