"""The kinds of work: for each, what is due and who does it.

The clock asks `due`; the same functions run in the clock itself or in an RQ worker. Each
claims its rows in the database, so it may run twice, or die, at any time.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import senders
from runtime import Runtime
from worker import (
    bookings,
    due as questions,
    media,
    replay,
    reports,
    search,
    settle,
    templates,
    unanswered,
)
from worker.deliver import deliver

DELIVER = "deliver"

Work = Callable[[Runtime, threading.Event], int]

KINDS: Mapping[str, Work] = {
    "settle_unknown": settle.settle_unknown,
    "replay_events": replay.replay_events,
    "fetch_media": media.fetch_media,
    "apply_reports": reports.apply_reports,
    "drop_reports": reports.drop_reports,
    "send_reminders": bookings.send_reminders,
    "expire_holds": bookings.expire_holds,
    "complete_bookings": bookings.complete_bookings,
    "mark_overdue": bookings.mark_overdue,
    "tell_guides": bookings.tell_guides,
    "escalate_claims": bookings.escalate_claims,
    "find_unanswered": unanswered.find_unanswered,
    "index_words": search.index_words,
    "submit_templates": templates.submit_templates,
    "sync_templates": templates.sync_templates,
}

_ANY = " UNION ALL ".join(
    f"SELECT '{kind}' WHERE EXISTS ({question})" for kind, question in questions.QUESTIONS.items()
)
_DUE = text(
    f"""
    {_ANY}
    UNION ALL SELECT 'deliver:' || s.id FROM whatsapp_senders s
        WHERE s.paused_at IS NULL AND (s.lease_until IS NULL OR s.lease_until < :now
            OR s.lease_until > :beyond)
          AND EXISTS (
            SELECT 1 FROM communications c
            WHERE c.sender_id = s.id AND c.whatsapp_status = 'queued' AND c.not_before <= :now)
    """  # noqa: S608  (constants)
)

# Where something is mostly not due, the planner thinks that it soon meets a row that is, and
# reads the whole table to find none: the state of a row and its time go together.
_BY_INDEX = text("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")


def due(session: Session, now: datetime) -> list[str]:
    """The kinds with something due; `deliver:<sender id>` for each sender.

    Until its transaction ends, the session reads by indexes where there are any.
    """
    session.execute(_BY_INDEX)
    beyond = now + senders.LEASE + senders.MOST_SKEW
    return list(session.scalars(_DUE, {"now": now, "beyond": beyond}))


def do(runtime: Runtime, kind: str, stop: threading.Event) -> int:
    """Do one kind of work until nothing of it is due; says how much was done."""
    name, _, sender_id = kind.partition(":")
    if name == DELIVER:
        return deliver(runtime, int(sender_id), stop)
    return KINDS[name](runtime, stop)
