"""What stands behind a message follows it: a reminder is sent or not, a guide has been told.

A retry stands for the message it replaces. Called where a message's fate is written, in the
same transaction; what comes after the provider's yes (delivered, read) changes nothing here.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# Behind most messages stands nothing, and this is asked in place of three updates.
_ANYTHING = text(
    """
    SELECT EXISTS (SELECT 1 FROM communications c JOIN payment_reminders r
            ON r.communication_id = ANY(ARRAY[c.id, c.retry_of]) WHERE c.id = ANY(:ids))
        OR EXISTS (SELECT 1 FROM communications c JOIN guide_notifications n
            ON n.communication_id = ANY(ARRAY[c.id, c.retry_of]) WHERE c.id = ANY(:ids))
    """
)
_REMINDERS = text(
    """
    UPDATE payment_reminders r SET
        status = CASE c.whatsapp_status WHEN 'failed' THEN 'failed'
            WHEN 'suppressed' THEN 'cancelled' ELSE 'sent' END,
        skip_reason = CASE c.whatsapp_status WHEN 'failed' THEN c.error_code
            WHEN 'suppressed' THEN c.suppressed_reason END,
        updated_at = :now
    FROM communications c
    WHERE c.id = ANY(:ids) AND r.communication_id = ANY(ARRAY[c.id, c.retry_of])
      AND c.whatsapp_status IN ('sent', 'delivered', 'read', 'failed', 'suppressed')
      AND (r.status = 'queued' OR r.status = 'failed' AND c.whatsapp_status <> 'failed')
    """
)

# A notice that was not sent because a later one of the same booking says more is told by that.
_NOTICES = text(
    """
    WITH told AS (
        SELECT n.id, n.booking_id, n.guide_id FROM guide_notifications n
        JOIN communications c ON n.communication_id = ANY(ARRAY[c.id, c.retry_of])
        WHERE c.id = ANY(:ids) AND c.whatsapp_status IN ('sent', 'delivered', 'read')
    ), processed AS (
    UPDATE guide_notifications n SET processed = true, processed_at = :now
    FROM told
    WHERE NOT n.processed AND (n.id = told.id
        OR n.booking_id = told.booking_id AND n.guide_id = told.guide_id AND n.id < told.id
           AND EXISTS (SELECT 1 FROM communications e WHERE e.id = n.communication_id
               AND e.whatsapp_status = 'suppressed' AND e.suppressed_reason = 'superseded'))
    RETURNING n.id
    )
    UPDATE tasks SET closed_at = :now
    WHERE closed_at IS NULL AND kind = 'guide_not_told'
      AND subject IN (SELECT 'guide_notifications:' || id FROM processed)
    """
)
_NOT_TOLD = text(
    """
    INSERT INTO tasks (organization_id, kind, subject, conversation_id, reason, facts, due_at,
        opened_at)
    SELECT n.organization_id, 'guide_not_told', 'guide_notifications:' || n.id,
        c.conversation_id, coalesce(c.error_code, c.suppressed_reason, c.whatsapp_status),
        jsonb_build_object('departure', n.tour_departure_id), :now, :now
    FROM guide_notifications n JOIN communications c ON c.id = n.communication_id
    WHERE c.id = ANY(:ids) AND NOT n.processed
      AND (c.whatsapp_status = 'failed' OR c.whatsapp_status = 'suppressed'
           AND c.suppressed_reason NOT IN ('superseded', 'skipped'))
    ON CONFLICT (kind, subject) WHERE closed_at IS NULL DO NOTHING
    """
)


def these(session: Session, communication_ids: Sequence[int], now: datetime) -> None:
    """Let the reminders and notices of these messages follow where those stand now."""
    if not communication_ids:
        return
    ids = list(communication_ids)
    if not session.scalar(_ANYTHING, {"ids": ids}):
        return
    values = {"ids": ids, "now": now}
    for statement in (_REMINDERS, _NOTICES, _NOT_TOLD):
        session.execute(statement, values)
