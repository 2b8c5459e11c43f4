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
    held: dict[int, tuple[Any, float]] = {}

    def checked_out(connection: Any, record: Any, proxy: Any) -> None:
        held[id(connection)] = (connection, time.monotonic() + seconds)

    def executing(connection: Any, *_: Any) -> None:
        if connection.invalidated:  # cut before; there is nothing to wait for
            return
        raw = connection.connection.dbapi_connection
        held.setdefault(id(raw), (raw, time.monotonic() + seconds))

    def executed(connection: Any, *_: Any) -> None:
        if not _serves_twilio():
            held.pop(id(connection.connection.dbapi_connection), None)

    def checked_in(connection: Any, record: Any) -> None:
        held.pop(id(connection), None)

    def watch() -> None:
        while True:
            time.sleep(0.25)
            now = time.monotonic()
            for key, (connection, deadline) in list(held.items()):
                if now > deadline and held.pop(key, None) is not None:
                    _cut(connection)

    event.listen(engine, "checkout", checked_out)
    event.listen(engine, "before_cursor_execute", executing)
    event.listen(engine, "after_cursor_execute", executed)
    event.listen(engine, "commit", executing)
    event.listen(engine, "rollback", executing)
    event.listen(engine, "checkin", checked_in)
    threading.Thread(target=watch, name="database-deadline", daemon=True).start()


def _serves_twilio() -> bool:
    return has_request_context() and request.blueprint == "webhook"


def _cut(connection: Any) -> None:
    """Shut the connection's socket; whoever waits on it sees the server gone."""
    with contextlib.suppress(Exception):  # it may be closing itself at this moment
        handle = os.dup(connection.pgconn.socket)
        with socket.socket(fileno=handle) as ours:
            ours.shutdown(socket.SHUT_RDWR)
