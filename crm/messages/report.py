"""Status callbacks: each is kept as an event, and moves its message only up.

A report may overtake the answer to the send, come twice, out of order, or for a message we
do not know yet. Matched by our id in the callback address, else by the provider's sid.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from crm import tasks
from crm.messages import failure, follow
from crm.models import Communication, DeliveryReport
from crm.provider import DeliveryReport as Report, ErrorClass, Status

KEPT = timedelta(days=7)
"""How long a report waits for its message to become known."""


def record(session: Session, report: Report, now: datetime) -> None:
    """Keep one status callback and let it move its message; the caller commits."""
    communication_id = _find(session, report, now)
    session.execute(
        insert(DeliveryReport)
        .values(
            communication_id=communication_id,
            whatsapp_message_id=report.sid,
            provider_status=report.provider_status,
            status=report.status,
            error_code=report.error_code,
            details={**report.details, "error_class": report.error_class},
            received_at=now,
        )
        .on_conflict_do_nothing()
    )
    if communication_id is not None:
        _apply(session, communication_id, report.status, report.error_code, report.error_class, now)


def _find(session: Session, report: Report, now: datetime) -> int | None:
    """The message a report is about; learns the sid where only our id is known."""
    by_sid = select(Communication.id).where(Communication.whatsapp_message_id == report.sid)
    known = session.scalar(by_sid)
    public_id = _as_uuid(report.public_id)
    if known is not None or public_id is None:
        return known
    learned = _learn(session, public_id, report.sid, now)
    if learned is None:  # the answer to the send may have been written while we waited for it
        return session.scalar(by_sid)
    tasks.close(session, "unknown_outcome", f"communications:{learned}", now)
    follow.these(session, [learned], now)
    return learned


# A row in `sent` without a sid is one of which a person said that it was sent.
def _learn(session: Session, public_id: UUID, sid: str, now: datetime) -> int | None:
    """Give the row its sid, where it has none and may have been sent."""
    learned: int | None = session.scalar(
        update(Communication)
        .where(
            Communication.public_id == public_id,
            Communication.direction == "outbound",
            Communication.whatsapp_message_id.is_(None),
            Communication.whatsapp_status.in_(("queued", "sending", "sent")),
        )
        .values(
            whatsapp_message_id=sid,
            whatsapp_status="sent",
            error_code=None,
            sent_at=func.coalesce(Communication.sent_at, now),
            next_look_at=None,
            updated_at=now,
        )
        .returning(Communication.id)
    )
    return learned


# Each step up is one statement that names the states it leaves; a report that comes late
# finds none of them and changes nothing. Its own time is set once, whatever the order; what
# arrived has not failed, whichever was reported first.
_UP = {
    Status.SENT: text(
        """UPDATE communications SET sent_at = COALESCE(sent_at, :now),
            whatsapp_status = CASE WHEN whatsapp_status IN ('queued', 'sending')
                THEN 'sent' ELSE whatsapp_status END,
            next_look_at = NULL, updated_at = :now
            WHERE id = :id AND direction = 'outbound'"""
    ),
    Status.DELIVERED: text(
        """UPDATE communications SET delivered_at = COALESCE(delivered_at, :now),
            whatsapp_status = CASE WHEN whatsapp_status = 'read'
                THEN 'read' ELSE 'delivered' END,
            failed_at = NULL, error_code = NULL, next_look_at = NULL, updated_at = :now
            WHERE id = :id AND direction = 'outbound'"""
    ),
    Status.READ: text(
        """UPDATE communications SET read_at = COALESCE(read_at, :now),
            whatsapp_status = 'read',
            failed_at = NULL, error_code = NULL, next_look_at = NULL, updated_at = :now
            WHERE id = :id AND direction = 'outbound'"""
    ),
}


def _apply(
    session: Session,
    communication_id: int,
    status: str | None,
    error_code: str | None,
    error_class: str | None,
    now: datetime,
) -> None:
    """Let one report move its message."""
    if status == Status.FAILED:
        kind = ErrorClass(error_class or ErrorClass.NEVER)
        failure.record(session, communication_id, error_code or "unknown", kind, now)
    elif status in _UP:
        session.execute(_UP[Status(status)], {"id": communication_id, "now": now})
        if status in (Status.DELIVERED, Status.READ):
            failure.undo(session, communication_id, now)
    follow.these(session, [communication_id], now)


_KEPT = text(
    """
    SELECT r.id, r.status, r.error_code, r.details ->> 'error_class' AS error_class,
        c.id AS communication_id
    FROM delivery_reports r JOIN communications c ON c.whatsapp_message_id = r.whatsapp_message_id
    WHERE r.communication_id IS NULL AND r.whatsapp_message_id = ANY(:sids)
    ORDER BY r.id FOR UPDATE OF r SKIP LOCKED
    """
)
_KNOWN = text("UPDATE delivery_reports SET communication_id = :communication_id WHERE id = :id")


def apply_kept(session: Session, sids: Sequence[str], now: datetime) -> int:
    """Apply reports that came before their message's sid was known; says how many.

    Which of two transactions commits first cannot matter, so the clock also looks for kept
    reports whose message has become known since (`kept_and_known`).
    """
    kept = session.execute(_KEPT, {"sids": list(sids)}).all()
    for event in kept:
        known = event.communication_id
        session.execute(_KNOWN, {"id": event.id, "communication_id": known})
        _apply(session, known, event.status, event.error_code, event.error_class, now)
    return len(kept)


def kept_and_known(session: Session, limit: int) -> list[str]:
    """Sids of kept reports whose message is known by now."""
    return list(
        session.scalars(
            select(DeliveryReport.whatsapp_message_id)
            .join(
                Communication,
                Communication.whatsapp_message_id == DeliveryReport.whatsapp_message_id,
            )
            .where(DeliveryReport.communication_id.is_(None))
            .limit(limit)
        )
    )


def drop_kept(session: Session, now: datetime) -> int:
    """Drop reports whose message never became known; says how many."""
    dropped: CursorResult[object] = session.execute(  # type: ignore[assignment]
        delete(DeliveryReport).where(
            DeliveryReport.communication_id.is_(None), DeliveryReport.received_at < now - KEPT
        )
    )
    return dropped.rowcount


def _as_uuid(public_id: str | None) -> UUID | None:
    """Our id, where the callback address carries one that is one."""
    try:
        return UUID(public_id) if public_id else None
    except ValueError:
        return None
