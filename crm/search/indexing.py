"""The words of messages: written down by a worker, off the road on which messages come in.

`message_words` has a row a word and message, in the order (organization, word, message). So the
newest messages with a word are the end of one stretch of its index, whether ten have it or a
million, which a full-text index cannot promise (a rare word is slow one way, a common one the
other). Words are kept by their stems, in Russian and English alike, as PostgreSQL's own
dictionary `russian` cuts them; messages that the system wrote are left out, since they say the
same to everybody.

What is not written down yet is known without a mark on the message: `search_progress` says up to
which one all have their words. Messages get their numbers before they are committed, so a lower
number may appear after a higher one. Therefore the newest number is marked together with the
transactions that hold the table's lock for writing, as each does from before its first number
until its end; and it is read up to only when all of them have ended. A message can be found some
seconds after it came.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm.models import SearchProgress

BATCH = 1000
PAUSE = timedelta(seconds=2)
"""Between a mark and the reading up to it."""

LONGEST_WORD = 60

ANY_DUE = """SELECT 1 FROM search_progress p WHERE p.look_at <= :now
    AND p.through_id < (SELECT max(id) FROM communications)"""

_NEWEST = text("SELECT coalesce(max(id), 0) FROM communications")
_WRITING = text(
    """
    SELECT DISTINCT virtualtransaction FROM pg_locks
    WHERE relation = 'communications'::regclass AND mode = 'RowExclusiveLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
)
_WRITE = text(
    """
    WITH wanted AS (
        SELECT id, organization_id, author, body FROM communications
        WHERE id > :after AND id <= :through ORDER BY id LIMIT :limit
    ), written AS (
        INSERT INTO message_words (organization_id, word, communication_id)
        SELECT DISTINCT w.organization_id, left(stem, :longest), w.id
        FROM wanted w, unnest(tsvector_to_array(to_tsvector('russian', w.body))) AS stem
        WHERE w.author <> 'system' AND w.body <> ''
        ON CONFLICT DO NOTHING
    )
    SELECT count(*) AS reached, max(id) AS last FROM wanted
    """
)


def step(session: Session, now: datetime) -> int:
    """Write down the words of up to 1000 messages, or mark how far the next may go.

    Says how many messages were read; 0: there is nothing to do now. One worker at a time: a
    second one finds the row held and does nothing.
    """
    progress = session.scalar(
        select(SearchProgress)
        .where(SearchProgress.look_at <= now)
        .with_for_update(skip_locked=True)
    )
    if progress is None:
        return 0
    if progress.through_id >= progress.marked_id:
        progress.marked_id = session.scalars(_NEWEST).one()
        progress.waits_for = list(session.scalars(_WRITING))  # after the number, in this order
        return _later(session, progress, now)
    if set(progress.waits_for) & set(session.scalars(_WRITING)):
        return _later(session, progress, now)
    return _write(session, progress)


def _later(session: Session, progress: SearchProgress, now: datetime) -> int:
    progress.look_at = now + PAUSE
    session.flush()
    return 0


def _write(session: Session, progress: SearchProgress) -> int:
    batch = session.execute(
        _WRITE,
        {
            "after": progress.through_id,
            "through": progress.marked_id,
            "limit": BATCH,
            "longest": LONGEST_WORD,
        },
    ).one()
    progress.through_id = progress.marked_id if batch.reached < BATCH else batch.last
    session.flush()
    return int(batch.reached)
