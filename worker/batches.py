"""Work that goes in batches, a transaction each, until nothing of it is due.

It may be killed anywhere: what was committed is done, the rest is still due. Where two got in
each other's way the batch is tried again.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

import now
from crm import retry
from runtime import Runtime

BATCH = 50
SECONDS = 50.0
"""It ends by itself after this; the clock asks again."""

Batch = Callable[[Session, datetime], int]


def do(runtime: Runtime, stop: threading.Event, batch: Batch) -> int:
    """Batch after batch; says how much was done."""
    done = 0
    ends_at = time.monotonic() + SECONDS
    while not stop.is_set() and time.monotonic() < ends_at:
        count = retry.transaction(runtime.sessions, lambda session: batch(session, now.utc()))
        if not count:
            break
        done += count
    return done
