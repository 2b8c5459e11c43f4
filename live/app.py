"""The live process's two addresses: a page's stream, and whether the process lives."""

import random
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from live.hub import Hub
from live.listeners import Listeners
from live.listening import Listening
from live.page import Page

PATH = "/inbox/live"

BEAT_EVERY = 15
"""Seconds after which a silent stream says that it lives: to proxies, and to the page."""

STUCK = 30
"""Seconds after which somebody who reads nothing at all is let go."""

BACK_AFTER = (1_000, 3_000)
"""Milliseconds after which a page whose stream has ended comes back: not all at one moment."""


def make(hub: Hub, listeners: Listeners, listening: Listening, public_url: str) -> Starlette:
    """The app. Pages of `public_url` may read it from another origin too, and no others."""

    async def stream(request: Request) -> Response:
        try:
            page = await listeners.page(request.cookies)
        except SQLAlchemyError:
            return Response(status_code=503)
        if page is None:
            return Response(status_code=403)
        return EventSourceResponse(
            _events(hub, page), ping=BEAT_EVERY, ping_message_factory=_beat, send_timeout=STUCK
        )

    async def health(request: Request) -> Response:
        return JSONResponse({"hears_the_database": listening.hears, "pages": len(hub)})

    parts = urlsplit(public_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    cors = Middleware(CORSMiddleware, allow_origins=[origin], allow_credentials=True)
    routes = [Route(PATH, stream), Route("/healthz", health)]
    return Starlette(routes=routes, middleware=[cors])


async def _events(hub: Hub, page: Page) -> AsyncIterator[ServerSentEvent]:
    with hub.opened(page):
        yield ServerSentEvent(retry=random.randint(*BACK_AFTER))  # noqa: S311  (no secret)
        async for words in page.told():
            yield ServerSentEvent(words)


def _beat() -> ServerSentEvent:
    """A comment would do for proxies; the page's script hears only events."""
    return ServerSentEvent("alive", event="beat")
