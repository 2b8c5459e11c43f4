"""A message that will not arrive: the row says why, and what follows from the reason is done."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from crm import consents, senders, tasks
from crm.messages import automatic, follow, waiting
from crm.models import Communication, WhatsappTemplate
from crm.provider import ErrorClass

MOST_RETRIES = 3
"""How many new rows an automatic message gets after failures that promised better luck."""

RETRY_PAUSE = timedelta(minutes=2)


def record(
    session: Session, communication_id: int, code: str, error_class: ErrorClass, now: datetime
) -> None:
    """The message failed for good: the row stays as it is; a retry is a new one.

    Nothing happens where the row has already arrived or failed.
    """
    row = session.get_one(
        Communication,
        communication_id,
        populate_existing=True,
        with_for_update={"key_share": True},
    )
    if row.whatsapp_status not in ("queued", "sending", "sent"):
        return
    row.whatsapp_status = "failed"
    row.error_code = code
    row.failed_at = row.updated_at = now
    row.next_look_at = None
    session.flush()
    follow.these(session, [row.id], now)
    waiting.again(session, row.id, now)
    _CONSEQUENCES.get(error_class, _tell)(session, row, now)


def undo(session: Session, communication_id: int, now: datetime) -> None:
    """It arrived after all: nobody needs to act, and a retry not begun yet is not sent."""
    session.execute(
        update(Communication)
        .where(Communication.retry_of == communication_id)
        .where(Communication.author == "system", Communication.whatsapp_status == "queued")
        .values(whatsapp_status="suppressed", suppressed_reason="already_delivered", updated_at=now)
    )
    follow.these(session, [communication_id], now)
    waiting.answered_after_all(session, communication_id, now)
    for kind in ("not_delivered", "window_missed"):
        tasks.close(session, kind, f"communications:{communication_id}", now)


def _tell(session: Session, row: Communication, now: datetime) -> None:
    """A person decides what to do instead."""
    _task(session, row, "not_delivered", now)


def _opt_out(session: Session, row: Communication, now: datetime) -> None:
    """The provider says they want no messages: that is their consent, with its evidence."""
    consents.record(
        session,
        row.organization_id,
        row.client_id,
        "opted_out",
        source="delivery_error",
        evidence=row.error_code or "",
        communication_id=row.id,
        now=now,
    )


def _as_template(session: Session, row: Communication, now: datetime) -> None:
    """The window was closed: automatic messages go as their template, an agent is asked."""
    if row.author == "system" and row.template_name and not row.template_only:
        _again(session, row, now)
    else:
        _task(session, row, "window_missed", now)


def _operator(session: Session, row: Communication, now: datetime) -> None:
    """Nothing will go until it is mended: stop, and keep automatic messages for then."""
    senders.pause(session, row.sender_id, row.error_code or "", "told by a status callback", now)
    _later(session, row, now)


def _later(session: Session, row: Communication, now: datetime) -> None:
    """Limited or busy: automatic messages try again by themselves, a few times."""
    if row.author == "system" and _retries(session, row) < MOST_RETRIES:
        _again(session, row, now + RETRY_PAUSE)
    else:
        _tell(session, row, now)


def _bad_template(session: Session, row: Communication, now: datetime) -> None:
    """The template is at fault: offer it no more until the next sync says otherwise."""
    if row.template_id is not None and row.error_code in ("63041", "63042"):
        status = {"63041": "paused", "63042": "disabled"}[row.error_code]
        session.execute(
            update(WhatsappTemplate)
            .where(WhatsappTemplate.id == row.template_id)
            .values(approval_status=status, updated_at=now)
        )
    _tell(session, row, now)


_CONSEQUENCES: dict[ErrorClass, Callable[[Session, Communication, datetime], None]] = {
    ErrorClass.NEVER: _tell,
    ErrorClass.OPERATOR: _operator,
    ErrorClass.OPT_OUT: _opt_out,
    ErrorClass.NEEDS_TEMPLATE: _as_template,
    ErrorClass.LATER: _later,
    ErrorClass.TEMPLATE: _bad_template,
}


def _again(session: Session, row: Communication, not_before: datetime) -> None:
    """One new row in place of this one; the key makes a second such row impossible."""
    automatic.queue_again(session, row, f"retry:{row.id}", not_before)


def _retries(session: Session, row: Communication) -> int:
    """How many rows this one already stands in place of."""
    count, current = 0, row
    while current.retry_of is not None and count < MOST_RETRIES:
        current = session.get_one(Communication, current.retry_of)
        count += 1
    return count


def _task(session: Session, row: Communication, kind: str, now: datetime) -> None:
    tasks.open_for(
        session,
        tasks.Matter(
            kind=kind,
            subject=f"communications:{row.id}",
            organization_id=row.organization_id,
            conversation_id=row.conversation_id,
            reason=row.error_code or "",
        ),
        now,
    )
