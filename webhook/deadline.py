"""A database that hangs counts as away: no webhook holds a connection longer than a limit.

The server's own statement timeout ends slow statements; a server that is frozen or cut off
cannot do even that. Then the connection is cut from this side, and the waiting request
fails and goes to the spool. Twilio waits for a webhook, so the limit is one for all it does. A
page may take its time to be written between two statements, but must not keep a thread from the
webhooks where the server is silent: there each statement has the limit for itself.
"""

import contextlib
import os
import socket
import threading
import time
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Engine, event

SECONDS = 6.0
"""More than a statement may take (5 s); with the connect limit (2 s) the answer is under 10 s."""


def guard(engine: Engine, seconds: float = SECONDS) -> None:
    """Cut every connection of `engine` that a webhook, or one statement, holds longer."""
    watch = _Watch(seconds)
    event.listen(engine, "checkout", watch.taken)
    for moment in ("before_cursor_execute", "commit", "rollback"):
        event.listen(engine, moment, watch.asking)
    event.listen(engine, "after_cursor_execute", watch.answered)
    event.listen(engine, "checkin", watch.given_back)
    threading.Thread(target=watch.run, name="database-deadline", daemon=True).start()


class _Watch:
    """The connections that are waited for, each with the end of its time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._held: dict[int, tuple[Any, float]] = {}

    def taken(self, raw: Any, record: Any, proxy: Any) -> None:
        self._held[id(raw)] = (raw, time.monotonic() + self._seconds)

    def asking(self, connection: Any, *_: Any) -> None:
        if connection.invalidated:  # cut before; there is nothing to wait for
            return
        raw = connection.connection.dbapi_connection
        self._held.setdefault(id(raw), (raw, time.monotonic() + self._seconds))

    def answered(self, connection: Any, *_: Any) -> None:
        if not _serves_twilio():
            self._held.pop(id(connection.connection.dbapi_connection), None)

    def given_back(self, raw: Any, record: Any) -> None:
        self._held.pop(id(raw), None)

    def run(self) -> None:
        while True:
            time.sleep(0.25)
            now = time.monotonic()
            for key, (raw, deadline) in list(self._held.items()):
                if now > deadline and self._held.pop(key, None) is not None:
                    _cut(raw)


def _serves_twilio() -> bool:
    return has_request_context() and request.blueprint == "webhook"


def _cut(connection: Any) -> None:
    """Shut the connection's socket; whoever waits on it sees the server gone."""
    with contextlib.suppress(Exception):  # it may be closing itself at this moment
        handle = os.dup(connection.pgconn.socket)
        with socket.socket(fileno=handle) as ours:
            ours.shutdown(socket.SHUT_RDWR)
