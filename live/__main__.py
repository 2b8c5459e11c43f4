"""The live process. Run as `python -m live`: one process, one loop, every open page's stream."""

import asyncio
import signal

import structlog
from anyio import to_thread
from granian.constants import Interfaces
from granian.server.embed import Server
from sqlalchemy.exc import SQLAlchemyError

import now
import runtime as composition
from crm import heartbeats
from live import app
from live.hub import Hub
from live.listeners import AT_ONCE, Listeners
from live.listening import Listening
from runtime import Runtime

MOST_PAGES = 10_000
"""Streams at one time; more are made to wait by the server."""

SEEN_EVERY = 5.0
STOP_WITHIN = 3.0

log = structlog.get_logger()


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    runtime = composition.from_environment(pool_size=AT_ONCE, statement_seconds=5)
    asyncio.run(serve(runtime))


async def serve(runtime: Runtime) -> None:
    """Listen and tell; on a signal every stream ends, and with the last one the server."""
    settings = runtime.settings
    listeners = Listeners(runtime)
    hub = Hub(listeners.admitted)
    listening = Listening(settings.database_url, hub)
    server = Server(
        app.make(hub, listeners, listening, settings.public_url),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backpressure=MOST_PAGES,
        log_enabled=False,
    )
    told_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_end.set)
    serving = loop.create_task(server.serve())
    works = (told_to_end.wait(), listening.forever(), hub.watch(), _beat(runtime))
    beside = [loop.create_task(work) for work in works]
    done, _ = await asyncio.wait([serving, *beside], return_when=asyncio.FIRST_COMPLETED)
    hub.close()
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait([serving], timeout=STOP_WITHIN)
    runtime.close()
    for work in done:
        work.result()  # nothing here ends by itself but by a fault, which the supervisor must see


async def _beat(runtime: Runtime) -> None:
    """Forever: let `flask doctor` know that this process lives."""

    def beat() -> None:
        with runtime.sessions.begin() as session:
            heartbeats.beat(session, "live", now.utc())

    while True:
        try:
            await to_thread.run_sync(beat)
        except SQLAlchemyError as problem:
            log.error("database_away", error=type(problem).__name__)
        await asyncio.sleep(SEEN_EVERY)


if __name__ == "__main__":
    main()
