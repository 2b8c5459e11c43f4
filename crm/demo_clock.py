"""The demo's clock: how far it is ahead of the real time, and moving it. Nothing outside the demo.

Read by every process through now.py; moved by `flask demo advance`.
"""

from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.db import nudge
from crm.errors import CrmError
from crm.models import DemoClock


class ClockMoved(CrmError):
    """Somebody else moved the clock at the same time."""

    key = "clock_moved"


def offset(session: Session) -> timedelta:
    """How far the demo is ahead; nothing where it was never moved."""
    seconds = session.scalar(select(DemoClock.offset_seconds))
    return timedelta(seconds=seconds or 0)


# A call that flies does so in real time: it does not end sooner because the clock was moved,
# and must not be taken for lost. The order of the rows keeps two such statements apart.
_STILL_FLYING = text(
    """
    WITH flying AS (
        SELECT id FROM communications
        WHERE whatsapp_status = 'sending' AND next_look_at IS NOT NULL
        ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE communications c SET next_look_at = c.next_look_at + :by
    FROM flying WHERE c.id = flying.id
    """
)


def move(session: Session, before: timedelta, after: timedelta) -> None:
    """Set the offset from `before` to `after`, never back; the caller commits.

    Raises ClockMoved where it is not `before` any more.
    """
    session.execute(insert(DemoClock).values(id=1, offset_seconds=0).on_conflict_do_nothing())
    row = session.scalars(select(DemoClock).with_for_update()).one()
    if timedelta(seconds=row.offset_seconds) != before or after < before:
        raise ClockMoved(
            "Somebody else moved the clock at this moment.",
            hint="See where it is: flask demo clock",
        )
    row.offset_seconds = int(after.total_seconds())
    session.flush()
    session.execute(_STILL_FLYING, {"by": after - before})
    nudge(session)
