"""The work that bookings leave: holds to expire, trips to complete, reminders, guides, claims."""

import threading
from datetime import datetime

from sqlalchemy.orm import Session

from crm import guides, organizations
from crm.bookings import complete, expire
from crm.payments import claims, schedule
from crm.reminders import due
from runtime import Runtime
from worker import batches
from worker.batches import BATCH


def expire_holds(runtime: Runtime, stop: threading.Event) -> int:
    """Give back the seats of holds whose time is over; says how many."""
    return batches.do(runtime, stop, lambda s, instant: expire.expire_due(s, instant, BATCH))


def complete_bookings(runtime: Runtime, stop: threading.Event) -> int:
    """Complete the trips that are over; says how many."""
    return batches.do(runtime, stop, lambda s, instant: complete.complete_due(s, instant, BATCH))


def send_reminders(runtime: Runtime, stop: threading.Event) -> int:
    """Settle the reminders that are due; says how many."""
    return batches.do(runtime, stop, lambda s, instant: due.send_due(s, instant, BATCH))


def mark_overdue(runtime: Runtime, stop: threading.Event) -> int:
    """Mark the parts whose day is over; says how many."""
    return batches.do(runtime, stop, _mark_overdue)


def tell_guides(runtime: Runtime, stop: threading.Event) -> int:
    """Queue what guides are to be told; says how much."""
    return batches.do(runtime, stop, lambda s, instant: guides.tell(s, instant, BATCH))


def escalate_claims(runtime: Runtime, stop: threading.Event) -> int:
    """Tell a person of claims that nobody has looked at in time; says how many."""
    return batches.do(runtime, stop, lambda s, instant: claims.escalate(s, instant, BATCH))


def _mark_overdue(session: Session, instant: datetime) -> int:
    every = organizations.every(session)
    return sum(schedule.mark_overdue(session, one, instant, BATCH) for one in every)
