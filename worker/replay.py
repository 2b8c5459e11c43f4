"""Replay: try again what the rules could not digest."""

import threading

import now
from crm import events
from runtime import Runtime

BATCH = 20


def replay_events(runtime: Runtime, stop: threading.Event) -> int:
    """Try every event that is due; says how many were digested."""
    digested = 0
    while not stop.is_set():
        with runtime.sessions.begin() as session:
            due = events.due(session, BATCH, now.utc())
        if not due:
            break
        for event_id in due:
            digested += events.retry(runtime.sessions, runtime.provider, event_id, now.utc())
    return digested
