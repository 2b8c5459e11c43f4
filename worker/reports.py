"""Reports: apply status callbacks that came before their message, drop those that never fit."""

import threading

import structlog

import now
from crm.messages import report
from runtime import Runtime

BATCH = 100

log = structlog.get_logger()


def apply_reports(runtime: Runtime, stop: threading.Event) -> int:
    """Apply kept reports whose message is known by now; says how many."""
    applied = 0
    while not stop.is_set():
        with runtime.sessions.begin() as session:
            sids = report.kept_and_known(session, BATCH)
            count = report.apply_kept(session, sids, now.utc())
        if not count:
            break
        applied += count
    return applied


def drop_reports(runtime: Runtime, stop: threading.Event) -> int:
    """Drop reports kept too long; says how many."""
    with runtime.sessions.begin() as session:
        dropped = report.drop_kept(session, now.utc())
    if dropped:
        log.warning("reports_dropped", count=dropped)
    return dropped
