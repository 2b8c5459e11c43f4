"""Unknown outcomes: a message whose send was never answered is looked for, never sent blindly.

Any message in the provider's list from this sender to this address, created while the call
could have been in flight, whose sid no row of ours has, is this message: one is in flight
per address, so nothing else can be meant. Absent at two looks it was not taken, and is
queued again; after the third such attempt a person decides.

What remains possible: a process frozen between its last check of the clock and the call to
the provider, for longer than both looks, would send a message that was given up meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm import tasks
from crm.db import nudge
from crm.messages import failure, follow, report
from crm.messages.claim import CALL_SECONDS
from crm.models import Communication, Task
from crm.provider import ErrorClass, SentMessage, Status

LOOKS = 2
VAIN_ATTEMPTS = 3
BEFORE_CLAIM = timedelta(seconds=5)
AFTER_CALL = timedelta(seconds=CALL_SECONDS + 30)
LEASE = timedelta(seconds=60)
"""How long one worker has for its look before another may look."""


@dataclass(frozen=True)
class Question:
    """What to ask the provider about one unsettled message."""

    id: int
    attempt: int
    sender_address: str
    client_address: str
    since: datetime
    until: datetime
    leased_until: datetime
    """An answer that comes later is not heeded: another has looked meanwhile."""


# Moving `next_look_at` is the claim: a second worker finds nothing due.
_DUE = text(
    """
    WITH due AS (
        SELECT id FROM communications
        WHERE whatsapp_status = 'sending' AND next_look_at <= :now
        ORDER BY next_look_at LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE communications c SET next_look_at = :again
    FROM due, conversations v, client_addresses a, whatsapp_senders s
    WHERE c.id = due.id AND v.id = c.conversation_id AND a.id = v.address_id AND s.id = c.sender_id
    RETURNING c.id, c.attempts, c.claimed_at, c.next_look_at, s.address AS sender_address,
        a.address AS client_address
    """
)


def due(session: Session, limit: int, now: datetime) -> list[Question]:
    """Claim up to `limit` messages whose look is due; the caller commits before it asks."""
    rows = session.execute(_DUE, {"now": now, "again": now + LEASE, "limit": limit})
    return [
        Question(
            id=row.id,
            attempt=row.attempts,
            sender_address=row.sender_address,
            client_address=row.client_address,
            since=row.claimed_at - BEFORE_CLAIM,
            until=row.claimed_at + AFTER_CALL,
            leased_until=row.next_look_at,
        )
        for row in rows
    ]


def answer(
    session: Session,
    question: Question,
    listed: Sequence[SentMessage],
    settle_after: timedelta,
    now: datetime,
) -> None:
    """Settle one message by what the provider's list holds; the caller commits."""
    row = _locked(session, question.id)
    if row.whatsapp_status != "sending" or row.attempts != question.attempt:
        return
    if row.next_look_at != question.leased_until:
        return
    found = _ours(session, listed)
    if found is not None:
        _taken(session, row, found, now)
        return
    row.looks += 1
    row.updated_at = now
    if row.looks < LOOKS:
        row.next_look_at = now + settle_after
        session.flush()
        return
    row.vain_attempts += 1
    if row.vain_attempts < VAIN_ATTEMPTS:
        _queue_again(session, row, now)
    else:
        _ask_person(session, row, now)


def _locked(session: Session, communication_id: int) -> Communication:
    """The row as it is once nobody else can change it."""
    return session.get_one(
        Communication,
        communication_id,
        populate_existing=True,
        with_for_update={"key_share": True},
    )


def _ours(session: Session, listed: Sequence[SentMessage]) -> SentMessage | None:
    """The first of the listed whose sid no row has yet."""
    sids = [message.sid for message in listed]
    known = set(
        session.scalars(
            select(Communication.whatsapp_message_id).where(
                Communication.whatsapp_message_id.in_(sids)
            )
        )
    )
    return next((message for message in listed if message.sid not in known), None)


def _taken(session: Session, row: Communication, found: SentMessage, now: datetime) -> None:
    """The provider had taken it: it is sent, and stands where the list says."""
    row.whatsapp_message_id = found.sid
    row.whatsapp_status = "sent"
    row.sent_at = row.sent_at or found.created_at
    row.next_look_at = None
    row.updated_at = now
    session.flush()
    tasks.close(session, "unknown_outcome", f"communications:{row.id}", now)
    if found.status is Status.FAILED:
        kind = found.error_class or ErrorClass.NEVER
        failure.record(session, row.id, found.error_code or "unknown", kind, now)
    elif found.status is Status.READ:
        row.whatsapp_status, row.read_at = "read", now
    elif found.status is Status.DELIVERED:
        row.whatsapp_status, row.delivered_at = "delivered", now
    session.flush()
    follow.these(session, [row.id], now)
    report.apply_kept(session, [found.sid], now)


def _queue_again(session: Session, row: Communication, now: datetime) -> None:
    """It was not taken: a new attempt of the same row."""
    row.whatsapp_status = "queued"
    row.not_before = now
    row.next_look_at = None
    session.flush()
    nudge(session)


def _ask_person(session: Session, row: Communication, now: datetime) -> None:
    """Too often in vain: it stays `sending`, holds nothing up, and a person decides."""
    row.next_look_at = None
    session.flush()
    tasks.open_for(
        session,
        tasks.Matter(
            kind="unknown_outcome",
            subject=f"communications:{row.id}",
            organization_id=row.organization_id,
            conversation_id=row.conversation_id,
            reason="not_in_list",
        ),
        now,
    )


def by_person(session: Session, task: Task, now: datetime, *, was_sent: bool) -> None:
    """A person says what became of it: it was sent, or it is queued once more."""
    row = _locked(session, int(task.subject.removeprefix("communications:")))
    if row.whatsapp_status == "sending" and row.next_look_at is None:
        if was_sent:
            row.whatsapp_status, row.sent_at, row.updated_at = "sent", row.claimed_at, now
            session.flush()
            follow.these(session, [row.id], now)
        else:
            row.vain_attempts = 0
            _queue_again(session, row, now)
    tasks.close(session, "unknown_outcome", task.subject, now)
