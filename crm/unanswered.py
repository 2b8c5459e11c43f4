"""A client who waits for a person, from the first message after our last answer.

After so many minutes of the office's working time (`answer_within_minutes`) the wait becomes a
task, one a conversation. What a person sends ends it; what goes by itself does not.
"""

from datetime import datetime, timedelta

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from crm import hours, tasks
from crm.models import Conversation, Organization

KIND = "unanswered"

ANY_DUE = "SELECT 1 FROM conversations WHERE answer_due_at <= :now"
"""What the clock asks: whether any wait may have lasted too long."""

WAITS = """waiting_since = COALESCE(waiting_since, CASE WHEN :waits THEN :now END),
            answer_due_at = CASE WHEN :waits AND waiting_since IS NULL THEN :now + (
                SELECT make_interval(mins => o.answer_within_minutes) FROM organizations o
                WHERE o.id = conversations.organization_id) ELSE answer_due_at END"""
"""What a message that waits for a person changes in its conversation. An office that never
closes would have answered by then: no wait is too long earlier, and only the clock looks into
the working hours."""

_BEGIN = text(f"UPDATE conversations SET {WAITS} WHERE id = :conversation_id")  # noqa: S608

_DUE = text(
    """
    SELECT id FROM conversations WHERE answer_due_at <= :now
    ORDER BY answer_due_at, id LIMIT :limit FOR NO KEY UPDATE SKIP LOCKED
    """
)


def begin(session: Session, conversation_id: int, now: datetime) -> None:
    """The client waits for a person, unless they did already."""
    session.execute(_BEGIN, {"conversation_id": conversation_id, "waits": True, "now": now})


def end(session: Session, conversation_id: int, now: datetime) -> None:
    """A person answered, or says that no answer is needed."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.waiting_since.is_not(None))
        .values(waiting_since=None, answer_due_at=None)
    )
    tasks.close(session, KIND, f"conversations:{conversation_id}", now)


def find(session: Session, now: datetime, limit: int) -> int:
    """Make tasks of up to `limit` waits that have lasted too long, or put off those that have
    not yet; how many were looked at. The caller commits, and calls again until there are none."""
    found = session.scalars(_DUE, {"now": now, "limit": limit}).all()
    for conversation_id in found:
        _look(session, session.get_one(Conversation, conversation_id, populate_existing=True), now)
    session.flush()
    return len(found)


def _look(session: Session, conversation: Conversation, now: datetime) -> None:
    assert conversation.waiting_since is not None  # noqa: S101  (the database says so)
    organization = session.get_one(Organization, conversation.organization_id)
    allowed = timedelta(minutes=organization.answer_within_minutes)
    due_at = hours.later(
        organization.working_hours, organization.timezone, conversation.waiting_since, allowed
    )
    if due_at is None or due_at > now:
        conversation.answer_due_at = due_at
        return
    conversation.answer_due_at = None
    matter = tasks.Matter(
        kind=KIND,
        subject=f"conversations:{conversation.id}",
        organization_id=conversation.organization_id,
        conversation_id=conversation.id,
        reason=KIND,
        facts={"since": conversation.waiting_since.isoformat()},
    )
    tasks.open_for(session, matter, now)
