"""Webhook events: from a verified form to the rules; what they cannot digest is kept and replayed.

`take` is the one way in, for the web processes, their spool and the replay alike. A webhook
ends as rows of its own or as one of `webhook_events`; it is never dropped and never blocks
the next.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError, TimeoutError as PoolExhausted
from sqlalchemy.orm import Session, sessionmaker

from crm import tasks
from crm.db import nudge
from crm.errors import NotFound
from crm.messages import receive, report
from crm.models import Organization, WebhookEvent
from crm.provider import NotAMessage, Provider

PAUSES = (5, 15, 60, 300, 900, 3600, 10800)
"""Seconds before each further try; after the eighth try in all the event is parked."""

MOST_ATTEMPTS = len(PAUSES) + 1
LEASE = timedelta(seconds=60)
DEADLOCK, SERIALIZATION = "40P01", "40001"
LIMIT_EXCEEDED = "54"
"""PostgreSQL's class of errors for a value too large, as for an index. The driver counts it
as operational, and one such webhook would have looked like a database that never comes back."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Webhook:
    """One verified webhook, as it reached us."""

    kind: str
    """`message` or `status`."""
    form: Sequence[tuple[str, str]]
    public_id: str | None
    """Our id of the message, from a status callback's address."""
    received_at: datetime

    @property
    def fields(self) -> dict[str, str]:
        """The form by name; of a repeated name the first value."""
        return dict(reversed(self.form))

    @property
    def event_id(self) -> str:
        """What tells a repeat: a digest of the whole webhook."""
        whole = json.dumps([self.kind, self.public_id, sorted(self.form)])
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def take(sessions: sessionmaker[Session], provider: Provider, webhook: Webhook) -> None:
    """Let the rules have a webhook, or keep it as an event; durable on return.

    Raises a SQLAlchemyError where the database itself is away: then nothing was kept.
    """
    try:
        _digest_twice(sessions, provider, webhook)
    except Exception as problem:
        if _is_away(problem):
            raise
        log.warning("webhook_kept", kind=webhook.kind, error=type(problem).__name__)
        with sessions.begin() as session:
            _keep(session, webhook, problem)


def digest(session: Session, provider: Provider, webhook: Webhook) -> None:
    """Translate a webhook and apply its rule, in the caller's transaction."""
    if webhook.kind == "message":
        inbound = provider.read_inbound(webhook.fields)
        receive.receive(session, inbound, webhook.received_at)
    else:
        read = provider.read_report(webhook.fields, webhook.public_id)
        report.record(session, read, webhook.received_at)


def due(session: Session, limit: int, now: datetime) -> list[int]:
    """Claim events whose next try is due; the caller commits, then replays each."""
    claimed = session.scalars(_CLAIM, {"now": now, "again": now + LEASE, "limit": limit})
    return sorted(claimed)  # as they came, as far as that is still to be had


_CLAIM = text(
    """
    WITH due AS (
        SELECT id FROM webhook_events
        WHERE processed_at IS NULL AND parked_at IS NULL AND next_attempt_at <= :now
        ORDER BY next_attempt_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_events e SET attempts = attempts + 1, next_attempt_at = :again
    FROM due WHERE e.id = due.id
    RETURNING e.id
    """
)


def retry(
    sessions: sessionmaker[Session], provider: Provider, event_id: int, now: datetime
) -> bool:
    """Try a claimed event again; its effect and its end are one transaction."""
    try:
        with sessions.begin() as session:
            event = session.get_one(WebhookEvent, event_id, with_for_update=True)
            if event.processed_at is None:
                digest(session, provider, _webhook(event))
                event.processed_at, event.error = now, None
                tasks.close(session, "event_parked", f"webhook_events:{event_id}", now)
    except Exception as problem:  # noqa: BLE001  (the event stays, with its new reason)
        # A database that is away fails here again, and that ends the replay. One that only
        # refuses this event (a statement too slow) must not keep the others waiting.
        with sessions.begin() as session:
            _stumbled(session, session.get_one(WebhookEvent, event_id), problem, now)
        return False
    return True


def replay(session: Session, event: WebhookEvent, now: datetime) -> None:
    """A person has it tried once more, from the beginning."""
    if event.processed_at is None:
        event.parked_at = None
        event.attempts = 0
        event.next_attempt_at = now
        session.flush()
        tasks.close(session, "event_parked", f"webhook_events:{event.id}", now)
        nudge(session)


def unprocessed(session: Session) -> list[WebhookEvent]:
    """What is not processed yet, parked or not, oldest first."""
    return list(
        session.scalars(
            select(WebhookEvent)
            .where(WebhookEvent.processed_at.is_(None))
            .order_by(WebhookEvent.id)
        )
    )


def get(session: Session, event_id: int) -> WebhookEvent:
    """One event that is not processed. Raises NotFound."""
    event = session.get(WebhookEvent, event_id)
    if event is None or event.processed_at is not None:
        raise NotFound(
            "No event %(number)s is waiting.",
            hint="`flask events list` lists them.",
            number=event_id,
        )
    return event


def _digest_twice(sessions: sessionmaker[Session], provider: Provider, webhook: Webhook) -> None:
    """A connection that had died in the pool, or a deadlock, is worth one more try."""
    try:
        with sessions.begin() as session:
            digest(session, provider, webhook)
    except OperationalError as problem:
        passing = getattr(problem.orig, "sqlstate", None) in (DEADLOCK, SERIALIZATION)
        if not (passing or problem.connection_invalidated):
            raise
        with sessions.begin() as session:
            digest(session, provider, webhook)


def _is_away(problem: Exception) -> bool:
    """Whether the database is at fault. Only the webhook is where a value breaks a limit."""
    if isinstance(problem, OperationalError):
        sqlstate = getattr(problem.orig, "sqlstate", None) or ""
        return not sqlstate.startswith(LIMIT_EXCEEDED)
    return isinstance(problem, PoolExhausted)


def _keep(session: Session, webhook: Webhook, problem: Exception) -> None:
    """Keep a webhook that a rule could not take; a repeat adds nothing."""
    now = webhook.received_at
    never = isinstance(problem, NotAMessage)
    created = session.scalar(
        insert(WebhookEvent)
        .values(
            kind=webhook.kind,
            event_id=webhook.event_id,
            payload={
                "form": [[_clean(name), _clean(value)] for name, value in webhook.form],
                "public_id": _clean(webhook.public_id) if webhook.public_id else None,
            },
            error=_words(problem),
            attempts=1,
            received_at=now,
            processed_at=now if never else None,
            next_attempt_at=None if never else now + timedelta(seconds=PAUSES[0]),
        )
        .on_conflict_do_nothing(index_elements=["provider", "event_id"])
        .returning(WebhookEvent.id)
    )
    if created is not None and isinstance(problem, receive.UnknownSender):
        _park(session, session.get_one(WebhookEvent, created), now)


def _stumbled(session: Session, event: WebhookEvent, problem: Exception, now: datetime) -> None:
    """One more try in vain: a longer pause, or parked."""
    event.error = _words(problem)
    if isinstance(problem, NotAMessage):
        event.processed_at = now
    elif event.attempts >= MOST_ATTEMPTS or isinstance(problem, receive.UnknownSender):
        _park(session, event, now)
    else:
        event.next_attempt_at = now + timedelta(seconds=PAUSES[event.attempts - 1])


def _park(session: Session, event: WebhookEvent, now: datetime) -> None:
    """Only a person replays it from here. The only organization there is gets the task."""
    event.parked_at = now
    organizations = session.scalars(select(Organization.id).limit(2)).all()
    if len(organizations) == 1:
        event.organization_id = organizations[0]
    session.flush()
    tasks.open_for(
        session,
        tasks.Matter(
            kind="event_parked",
            subject=f"webhook_events:{event.id}",
            organization_id=event.organization_id,
            reason=event.error or "",
        ),
        now,
    )


def _webhook(event: WebhookEvent) -> Webhook:
    return Webhook(
        kind=event.kind,
        form=[(name, value) for name, value in event.payload["form"]],
        public_id=event.payload["public_id"],
        received_at=event.received_at,
    )


def _words(problem: Exception) -> str:
    """The error, short; the payload itself stands beside it."""
    return _clean(f"{type(problem).__name__}: {problem}".split("\n", 1)[0])[:500]


def _clean(value: str) -> str:
    """What JSONB takes: no NUL and no lone surrogate."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
