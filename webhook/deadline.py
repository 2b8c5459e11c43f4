"""A database that hangs counts as away: no request holds a connection longer than a limit.

The server's own statement timeout ends slow statements; a server that is frozen or cut off
cannot do even that. Then the connection is cut from this side, and the waiting request
fails and goes to the spool.
"""

import contextlib
import os
import socket
import threading
import time
from typing import Any

from sqlalchemy import Engine, event

SECONDS = 6.0
"""More than a statement may take (5 s); with the connect limit (2 s) the answer is under 10 s."""


def guard(engine: Engine, seconds: float = SECONDS) -> None:
    """Cut every connection of `engine` that is held longer than `seconds`."""
    held: dict[int, tuple[Any, float]] = {}

    def checked_out(connection: Any, record: Any, proxy: Any) -> None:
        held[id(record)] = (connection, time.monotonic() + seconds)

    def checked_in(connection: Any, record: Any) -> None:
        held.pop(id(record), None)

    def watch() -> None:
        while True:
            time.sleep(0.25)
            now = time.monotonic()
            for key, (connection, deadline) in list(held.items()):
                if now > deadline and held.pop(key, None) is not None:
                    _cut(connection)

    event.listen(engine, "checkout", checked_out)
    event.listen(engine, "checkin", checked_in)
    threading.Thread(target=watch, name="database-deadline", daemon=True).start()


def _cut(connection: Any) -> None:
    """Shut the connection's socket; whoever waits on it sees the server gone."""
    with contextlib.suppress(Exception):  # it may be closing itself at this moment
        handle = os.dup(connection.pgconn.socket)
        with socket.socket(fileno=handle) as ours:
            ours.shutdown(socket.SHUT_RDWR)
