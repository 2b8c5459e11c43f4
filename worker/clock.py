"""The clock: sees what is due and hands each kind of work on. Run as `python -m worker.clock`.

Woken by the database (NOTIFY), else every second. With REDIS_URL it nudges RQ; without, it
does the work itself, each kind in a thread of its own. Several clocks do no harm.
"""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

import structlog
from redis.exceptions import RedisError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import now
import runtime as composition
from crm import heartbeats
from runtime import Runtime
from worker import kinds, queues
from worker.listening import listening

TICK = 1.0
"""Seconds between two looks where nothing wakes it."""

TOGETHER = 0.005
"""What is announced within these seconds is seen in one look."""

BEAT_EVERY = 5.0
STOP_WITHIN = 3.8

log = structlog.get_logger()

Hand = Callable[[str], None]


class Clock:
    """Looks what is due, forever."""

    def __init__(self, runtime: Runtime, hand: Hand, stop: threading.Event, *wake: int) -> None:
        """`hand` passes one kind of work on, and must not block; a handle of `wake` that is
        readable ends a pause."""
        self._runtime = runtime
        self._hand = hand
        self._stop = stop
        self._wake = wake
        self._beat_at = 0.0
        self._silent_at = now.utc()
        """When the last beat is old all the same, because the time itself has leapt."""

    def run(self) -> None:
        """Look until told to stop; a database that is away is waited for."""
        while not self._stop.is_set():
            try:
                with listening(self._runtime.engine) as (connection, bell):
                    while not self._stop.is_set():
                        self.look(connection)
                        if bell.wait(TICK, *self._wake):
                            time.sleep(TOGETHER)
            except SQLAlchemyError as problem:
                log.error("database_away", error=type(problem).__name__)
                self._stop.wait(TICK)

    def look(self, connection: Connection) -> None:
        """One look: hand on every kind that has something due."""
        with Session(connection) as session, session.begin():
            instant = now.utc()
            due = kinds.due(session, instant)
            if time.monotonic() >= self._beat_at or instant >= self._silent_at:
                heartbeats.beat(session, "clock", instant)
                self._beat_at = time.monotonic() + BEAT_EVERY
                self._silent_at = instant + timedelta(seconds=2 * BEAT_EVERY)
        for kind in due:
            self._hand(kind)


class Embedded:
    """Does the work in this process: at most one thread a kind."""

    def __init__(self, runtime: Runtime, stop: threading.Event) -> None:
        """Nothing runs until something is handed on."""
        self._runtime = runtime
        self._stop = stop
        self._threads: dict[str, threading.Thread] = {}

    def hand(self, kind: str) -> None:
        """Start a kind of work, unless it is running."""
        running = self._threads.get(kind)
        if running is not None and running.is_alive():
            return
        thread = threading.Thread(target=self._do, args=(kind,), name=kind, daemon=True)
        self._threads[kind] = thread
        thread.start()

    def join(self, seconds: float) -> None:
        """Give what runs so long to record what it did."""
        deadline = time.monotonic() + seconds
        for thread in self._threads.values():
            thread.join(max(0.0, deadline - time.monotonic()))

    def _do(self, kind: str) -> None:
        try:
            kinds.do(self._runtime, kind, self._stop)
        except SQLAlchemyError as problem:
            log.error("work_stopped", kind=kind, error=type(problem).__name__)
        except Exception:  # the clock outlives any fault in a kind of work; the rows still say it
            log.exception("work_failed", kind=kind)


class Nudges:
    """Hands the work to RQ; while Redis is away the rows wait."""

    def __init__(self, url: str) -> None:
        """Connects when first needed."""
        self._redis = queues.connect(url, seconds=1)
        self._away = False

    def hand(self, kind: str) -> None:
        """Nudge the workers. Says once when Redis goes away, and when it is back."""
        try:
            queues.nudge(self._redis, kind)
        except RedisError as problem:
            if not self._away:
                log.error("redis_away", error=type(problem).__name__)
            self._away = True
        else:
            if self._away:
                log.info("redis_back")
            self._away = False


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    runtime = composition.from_environment(pool_size=12)
    stop = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    wake = _woken_by_signals()
    if runtime.settings.redis_url:
        Clock(runtime, Nudges(runtime.settings.redis_url).hand, stop, wake).run()
        return
    embedded = Embedded(runtime, stop)
    Clock(runtime, embedded.hand, stop, wake).run()
    embedded.join(STOP_WITHIN)


def _woken_by_signals() -> int:
    """A handle that is readable as soon as a signal came."""
    handle, written_to = os.pipe()
    os.set_blocking(written_to, False)
    signal.set_wakeup_fd(written_to)
    return handle


if __name__ == "__main__":
    main()
