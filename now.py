"""The time, taken here at the edges (views, jobs, commands) and passed in; no rule asks for it.

It is the real time, but for the demo, which can be moved ahead: there `follow` is told where
the offset stands, and `utc` adds it. Nowhere else is anything followed, or asked for.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

READ_EVERY = 1.0
"""Seconds for which an offset that was read counts."""

WAIT = 1.0
"""The longest that somebody waits for it to be read (seconds)."""


def utc() -> datetime:
    """The present instant, aware, in UTC."""
    ahead = (None, *_followed)[-1]
    if ahead is None:
        return datetime.now(UTC)
    offset = ahead.offset()  # first: reading it may take a while
    return datetime.now(UTC) + offset


def follow(read: Callable[[], timedelta]) -> "Ahead":
    """From here on `utc` is ahead of the real time by what `read` says, until `stop` is called.

    `read` may raise whatever it likes: the last known offset then stays.
    """
    ahead = Ahead(read)
    _followed.append(ahead)
    return ahead


class Ahead:
    """An offset that is read again when a second has passed. Safe in threads."""

    def __init__(self, read: Callable[[], timedelta]) -> None:
        """Reads nothing yet: the first to ask for the time does."""
        self._read = read
        self._offset = timedelta(0)
        self._read_again_at = 0.0
        self._lock = threading.Lock()
        self._reading = threading.Thread()
        self._begun_at = 0.0

    def offset(self) -> timedelta:
        """How far ahead. Where that is old it is read, at most for WAIT seconds."""
        if time.monotonic() >= self._read_again_at:
            with suppress(RuntimeError):  # no thread begins in a process that is ending
                reading = self._begin()
                reading.join(max(0.0, self._begun_at + WAIT - time.monotonic()))
        return self._offset

    def stop(self) -> None:
        """The time is again what it was before this was followed."""
        if self in _followed:
            _followed.remove(self)

    def _begin(self) -> threading.Thread:
        """The reading under way, begun if need be. A database that hangs holds up only that."""
        with self._lock:
            over = not self._reading.is_alive()
            if over and time.monotonic() >= self._read_again_at:
                self._reading = threading.Thread(target=self._refresh, name="ahead", daemon=True)
                self._begun_at = time.monotonic()
                self._reading.start()
            return self._reading

    def _refresh(self) -> None:
        with suppress(Exception):  # a database that is away does not move the time
            self._offset = self._read()
        self._read_again_at = time.monotonic() + READ_EVERY


_followed: list[Ahead] = []
"""What is followed: the last one counts. Several only where a process builds several runtimes."""
