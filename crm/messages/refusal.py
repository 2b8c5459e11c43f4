"""A claimed message that does not go: not at all, with its reason, or not yet."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from crm import tasks
from crm.flows import reminders
from crm.flows.flow import EXPECTED
from crm.messages import follow, waiting
from crm.models import Communication

ASKING = ("payment_request", "hold_expiring", *reminders.TEMPLATES)
"""The messages that ask for money."""


class MayNotGo(Exception):
    """The message is suppressed; the text is the reason's word."""


class NotYet(Exception):
    """The message is put back into the queue until an instant."""

    def __init__(self, until: datetime, reason: str) -> None:
        """`reason` is a word for the log."""
        super().__init__(reason)
        self.until = until


def suppress(session: Session, row: Any, refusal: MayNotGo, now: datetime) -> None:
    """Keep the message as not sent, with its reason; a person is told where they can help."""
    reason = str(refusal)
    session.execute(
        update(Communication)
        .where(Communication.id == row.id)
        .values(
            whatsapp_status="suppressed",
            suppressed_reason=reason,
            next_look_at=None,
            updated_at=now,
        )
    )
    follow.these(session, [row.id], now)
    waiting.again(session, row.id, now)
    if reason in EXPECTED and not _asks_in_vain(row, reason):
        return
    tasks.open_for(
        session,
        tasks.Matter(
            kind="window_missed" if reason == "window_closed" else "not_delivered",
            subject=f"communications:{row.id}",
            organization_id=row.organization_id,
            conversation_id=row.conversation_id,
            reason=reason,
        ),
        now,
    )


def _asks_in_vain(row: Any, reason: str) -> bool:
    """Whoever wants no messages still owes what this would have said: a person calls."""
    return reason == "opted_out" and row.template_name in ASKING


# The attempt was none: the claim that counted it is taken back in its own transaction, so
# nobody else has seen it.
_PUT_BACK = text(
    """
    UPDATE communications SET whatsapp_status = 'queued', attempts = attempts - 1,
        not_before = :until, claimed_at = NULL, next_look_at = NULL, updated_at = :now
    WHERE id = ANY(:ids)
    """
)


def put_back(session: Session, ids: Iterable[int], until: datetime, now: datetime) -> None:
    """Into the queue again, as if it had not been claimed, to be judged anew then."""
    session.execute(_PUT_BACK, {"ids": list(ids), "until": until, "now": now})
