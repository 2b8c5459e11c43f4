"""The work that bookings leave: holds to expire, trips to complete, reminders, guides, claims.

Each goes in batches, a transaction each, so it may be killed anywhere: what was committed is
done, the rest is still due. Where two got in each other's way the batch is tried again.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

import now
from crm import guides, organizations, retry
from crm.bookings import complete, expire
from crm.payments import claims, schedule
from crm.reminders import due
from runtime import Runtime

BATCH = 50
SECONDS = 50.0
"""It ends by itself after this; the clock asks again."""

Batch = Callable[[Session, datetime], int]


def expire_holds(runtime: Runtime, stop: threading.Event) -> int:
    """Give back the seats of holds whose time is over; says how many."""
    return _batches(runtime, stop, lambda s, instant: expire.expire_due(s, instant, BATCH))


def complete_bookings(runtime: Runtime, stop: threading.Event) -> int:
    """Complete the trips that are over; says how many."""
    return _batches(runtime, stop, lambda s, instant: complete.complete_due(s, instant, BATCH))


def send_reminders(runtime: Runtime, stop: threading.Event) -> int:
    """Settle the reminders that are due; says how many."""
    return _batches(runtime, stop, lambda s, instant: due.send_due(s, instant, BATCH))


def mark_overdue(runtime: Runtime, stop: threading.Event) -> int:
    """Mark the parts whose day is over; says how many."""
    return _batches(runtime, stop, _mark_overdue)


def tell_guides(runtime: Runtime, stop: threading.Event) -> int:
    """Queue what guides are to be told; says how much."""
    return _batches(runtime, stop, lambda s, instant: guides.tell(s, instant, BATCH))


def escalate_claims(runtime: Runtime, stop: threading.Event) -> int:
    """Tell a person of claims that nobody has looked at in time; says how many."""
    return _batches(runtime, stop, lambda s, instant: claims.escalate(s, instant, BATCH))


def _mark_overdue(session: Session, instant: datetime) -> int:
    every = organizations.every(session)
    return sum(schedule.mark_overdue(session, one, instant, BATCH) for one in every)


def _batches(runtime: Runtime, stop: threading.Event, batch: Batch) -> int:
    """Batch after batch until nothing is due."""
    done = 0
    ends_at = time.monotonic() + SECONDS
    while not stop.is_set() and time.monotonic() < ends_at:
        count = retry.transaction(runtime.sessions, lambda session: batch(session, now.utc()))
        if not count:
            break
        done += count
    return done
