"""Leads: which one an inbound message belongs to, and the steps of the funnel.

The rule, in order: the client's open lead; the lead of a live booking of theirs that the
message is about (crm.replies.subject finds it); a lead lost within the last 14 days, which
re-opens; else a new one.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.db import one_of
from crm.models import Booking, Client, Lead
from crm.models.booking import LIVE
from crm.models.lead import OPEN
from crm.provider import InboundMessage

REOPEN_WITHIN = timedelta(days=14)
MERGED = "merged"
"""Why a lead is lost that went on in another, because its client did: it never re-opens."""

SETTLED = (*LIVE, "completed")
"""A message about such a booking opens no lead."""


def for_message(
    session: Session,
    client: Client,
    inbound: InboundMessage,
    now: datetime,
    *,
    may_open: bool,
    booking: Booking | None = None,
) -> tuple[Lead | None, bool]:
    """The lead of an inbound message, locked, and whether it was opened just now.

    A colleague or guide (kind `internal`) has no leads; a bare STOP or START (`may_open`
    false) opens none. The caller holds the client's identity lock, so one lead opens.
    """
    if client.kind == "internal":
        return None, False
    lead = _open(session, client.id)
    if lead is None and booking is not None and booking.status in SETTLED:
        return _of_booking(session, booking), False
    if lead is None and may_open:
        lead = _reopen(session, client.id, now)
    if lead is not None or not may_open:
        return lead, False
    lead = Lead(
        organization_id=client.organization_id,
        client_id=client.id,
        source="whatsapp",
        source_detail=dict(inbound.referral or {}),
        created_at=now,
        updated_at=now,
    )
    session.add(lead)
    session.flush()
    return lead, True


def _of_booking(session: Session, booking: Booking) -> Lead | None:
    """The lead that the booking came from, held; it stays as it is: won, as a rule."""
    if booking.lead_id is None:
        return None
    return session.get_one(
        Lead, booking.lead_id, with_for_update={"key_share": True}, populate_existing=True
    )


def for_booking(session: Session, client: Client, now: datetime) -> Lead:
    """The lead that a quote belongs to, locked: the client's open one, else one opened by hand.

    Of two who quote one client at once, the second finds the lead of the first.
    """
    lead = _open(session, client.id)
    if lead is not None:
        return lead
    session.execute(
        insert(Lead)
        .values(
            organization_id=client.organization_id,
            client_id=client.id,
            status="contacted",
            source="manual",
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(
            index_elements=["client_id"], index_where=text(one_of("status", *OPEN))
        )
    )
    lead = _open(session, client.id)
    assert lead is not None  # noqa: S101  (ours, or the one that was in the way)
    return lead


def quoted(session: Session, lead_id: int | None, now: datetime) -> None:
    """An offer was sent or a hold placed."""
    _move(session, lead_id, ("new", "contacted", "qualified"), "quoted", now)


def won(session: Session, lead_id: int | None, now: datetime) -> None:
    """The booking is confirmed; also where somebody had given the lead up meanwhile."""
    _move(session, lead_id, (*OPEN, "lost"), "won", now)


def _move(
    session: Session, lead_id: int | None, before: tuple[str, ...], to: str, now: datetime
) -> None:
    if lead_id is None:
        return
    session.execute(
        update(Lead)
        .where(Lead.id == lead_id, Lead.status.in_(before))
        .values(status=to, updated_at=now)
    )


def answered_by_person(session: Session, lead: Lead, user_id: int, now: datetime) -> None:
    """A person answered: a new lead counts as contacted, and has its agent.

    The lead is read anew under its lock: somebody may be closing it at this moment.
    """
    session.refresh(lead, with_for_update={"key_share": True})
    if lead.status == "new":
        lead.status = "contacted"
    if lead.assigned_agent_id is None:
        lead.assigned_agent_id = user_id
    lead.last_message_at = max(lead.last_message_at or now, now)
    lead.updated_at = now
    session.flush()


def open_of(session: Session, client_id: int) -> Lead | None:
    """The client's open lead, if there is one."""
    return session.scalar(select(Lead).where(Lead.client_id == client_id, Lead.status.in_(OPEN)))


def _open(session: Session, client_id: int) -> Lead | None:
    return session.scalar(
        select(Lead)
        .where(Lead.client_id == client_id, Lead.status.in_(OPEN))
        .with_for_update(key_share=True)
    )


def _reopen(session: Session, client_id: int, now: datetime) -> Lead | None:
    """The lead lost last, if that was within the window; it is worked on again."""
    lead = session.scalar(
        select(Lead)
        .where(
            Lead.client_id == client_id,
            Lead.status == "lost",
            Lead.lost_at > now - REOPEN_WITHIN,
            Lead.lost_reason.is_distinct_from(MERGED),
        )
        .order_by(Lead.lost_at.desc())
        .limit(1)
        .with_for_update(key_share=True)
    )
    if lead is not None:
        lead.status = "contacted"
        lead.lost_at = None
        lead.lost_reason = None
        lead.updated_at = now
        session.flush()
    return lead
