"""Search: write down the words of messages, batch after batch."""

import threading
import time

import now
from crm import retry
from crm.search import indexing
from runtime import Runtime

SECONDS = 50.0
"""It ends by itself after this; the clock asks again."""


def index_words(runtime: Runtime, stop: threading.Event) -> int:
    """Write down the words of all messages that may be read by now; says of how many."""
    done = 0
    ends_at = time.monotonic() + SECONDS
    while not stop.is_set() and time.monotonic() < ends_at:
        count = retry.transaction(
            runtime.sessions, lambda session: indexing.step(session, now.utc())
        )
        if not count:
            break
        done += count
    return done
