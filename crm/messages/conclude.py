"""What the provider answered to a send, written down. Called by worker.deliver in batches."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import senders
from crm.messages import failure, follow, report
from crm.messages.claim import Claimed
from crm.provider import Accepted, ErrorClass, SendError, UnknownOutcome

MOST_ATTEMPTS = 10
"""After so many refusals that promised better luck later, a person is asked."""

LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Outcome:
    """How one call ended, and when (aware, UTC)."""

    claimed: Claimed
    result: Accepted | SendError | UnknownOutcome
    ended_at: datetime


def conclude(
    session: Session,
    sender_id: int,
    outcomes: Sequence[Outcome],
    settle_after: timedelta,
    now: datetime,
) -> None:
    """Write down how calls ended; the caller commits.

    `settle_after` is how long after an unanswered call the provider is first asked for it.
    """
    accepted = [(o, o.result.sid) for o in outcomes if isinstance(o.result, Accepted)]
    if accepted:
        _accepted(session, accepted, now)
    others = [outcome for outcome in outcomes if not isinstance(outcome.result, Accepted)]
    for outcome in others:
        if isinstance(outcome.result, UnknownOutcome):
            _unknown(session, outcome, settle_after, now)
        elif isinstance(outcome.result, SendError):
            _refused(session, sender_id, outcome, outcome.result, now)
    follow.these(session, [outcome.claimed.id for outcome in others], now)


# A callback may have been faster than the answer: then only the sid is filled in. The code
# of an earlier refusal that promised better luck has kept its promise.
_ACCEPTED = text(
    """
    UPDATE communications c SET
        whatsapp_message_id = COALESCE(c.whatsapp_message_id, o.sid),
        whatsapp_status = CASE WHEN c.whatsapp_status IN ('queued', 'sending')
            THEN 'sent' ELSE c.whatsapp_status END,
        error_code = CASE WHEN c.whatsapp_status = 'failed' THEN c.error_code END,
        sent_at = COALESCE(c.sent_at, o.ended_at), next_look_at = NULL, updated_at = :now
    FROM unnest(CAST(:ids AS bigint[]), CAST(:sids AS text[]), CAST(:ends AS timestamptz[]))
        AS o(id, sid, ended_at)
    WHERE c.id = o.id
    """
)


def _accepted(session: Session, accepted: Sequence[tuple[Outcome, str]], now: datetime) -> None:
    session.execute(
        _ACCEPTED,
        {
            "ids": [outcome.claimed.id for outcome, _ in accepted],
            "sids": [sid for _, sid in accepted],
            "ends": [outcome.ended_at for outcome, _ in accepted],
            "now": now,
        },
    )
    follow.these(session, [outcome.claimed.id for outcome, _ in accepted], now)
    report.apply_kept(session, [sid for _, sid in accepted], now)


_UNKNOWN = text(
    """
    UPDATE communications SET call_ended_at = :ended_at, next_look_at = :look, updated_at = :now
    WHERE id = :id AND attempts = :attempt AND whatsapp_status = 'sending'
    """
)


def _unknown(session: Session, outcome: Outcome, settle_after: timedelta, now: datetime) -> None:
    """The call ended without an answer: it stays `sending` until it is looked for."""
    session.execute(
        _UNKNOWN,
        {
            "id": outcome.claimed.id,
            "attempt": outcome.claimed.attempt,
            "ended_at": outcome.ended_at,
            "look": outcome.ended_at + settle_after,
            "now": now,
        },
    )


_LATER = text(
    """
    UPDATE communications SET whatsapp_status = 'queued', not_before = :not_before,
        next_look_at = NULL, error_code = :code, updated_at = :now
    WHERE id = :id AND attempts = :attempt AND whatsapp_status = 'sending'
    """
)


# The refusal of an attempt that was given up says nothing of the one that is in flight now.
_STILL_OURS = text(
    """
    SELECT 1 FROM communications
    WHERE id = :id AND attempts = :attempt AND whatsapp_status = 'sending'
    FOR NO KEY UPDATE
    """
)


def _refused(
    session: Session, sender_id: int, outcome: Outcome, error: SendError, now: datetime
) -> None:
    """Refused in the answer, so certainly not sent: again later, or not at all."""
    claimed = outcome.claimed
    operator = error.error_class is ErrorClass.OPERATOR
    if operator:
        senders.pause(session, sender_id, error.code, error.reason, now)
    if operator or (error.retryable and claimed.attempt < MOST_ATTEMPTS):
        pause = timedelta(0) if operator else _pause(claimed.attempt, error.retry_after)
        session.execute(
            _LATER,
            {
                "id": claimed.id,
                "attempt": claimed.attempt,
                "not_before": now + pause,
                "code": error.code,
                "now": now,
            },
        )
        return
    if session.execute(_STILL_OURS, {"id": claimed.id, "attempt": claimed.attempt}).first():
        failure.record(session, claimed.id, error.code, error.error_class, now)


def _pause(attempt: int, retry_after: float | None) -> timedelta:
    """Growing pauses with jitter (seconds 1, 2, 4, …), never shorter than the provider asks."""
    grown = min(2.0 ** (attempt - 1), LONGEST_PAUSE.total_seconds())
    jittered = grown * random.uniform(0.5, 1.5)  # noqa: S311  (spread, not secrecy)
    return timedelta(seconds=max(jittered, retry_after or 0))
