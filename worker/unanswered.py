"""Clients who wait for a person too long: each becomes a task."""

import threading

from crm import unanswered
from runtime import Runtime
from worker import batches


def find_unanswered(runtime: Runtime, stop: threading.Event) -> int:
    """Look at the waits that may have lasted too long; says how many."""
    return batches.do(runtime, stop, lambda s, instant: unanswered.find(s, instant, batches.BATCH))
