"""What follows from a reply: a claim, a question back, a person, a tick. Nothing is ever paid.

Called after the message was written, in its transaction, with its booking held.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from crm import consents, guides, hours, tasks
from crm.messages import automatic
from crm.messages.automatic import Occasion
from crm.messages.thread import Thread
from crm.models import (
    Booking,
    Communication,
    Conversation,
    GuideNotification,
    Lead,
    Organization,
    Task,
)
from crm.payments import claims, standing
from crm.replies.reply import Reply
from crm.replies.subject import TAKES_MONEY, Subject

ANSWER_WITHIN = timedelta(hours=24)
"""A code so soon after our question which booking is its answer."""

HAND_OVER = ("agent", "later", "broken_link", "cancel", "rebook")


def act(
    session: Session,
    thread: Thread,
    reply: Reply,
    subject: Subject,
    communication_id: int,
    now: datetime,
) -> bool:
    """Do what the reply asks for; says whether there was anything to do."""
    if reply.meaning == "guide_ok":
        return _guide(session, thread, reply, now)
    if reply.meaning == "stop_marketing":
        return _no_marketing(session, thread, communication_id, now)
    meaning = reply.meaning or _asked_before(session, thread, reply, now)
    asked = subject.pointed or subject.asked or subject.several
    if meaning is None or (meaning == "receipt" and not asked):
        return False
    if subject.several:
        return _which(session, thread, meaning, communication_id, now)
    if subject.booking is not None:
        return _of_booking(session, thread, subject.booking, reply, meaning, communication_id, now)
    return False


def _of_booking(
    session: Session,
    thread: Thread,
    booking: Booking,
    reply: Reply,
    meaning: str,
    communication_id: int,
    now: datetime,
) -> bool:
    """The same where it is plain which booking is meant."""
    if meaning in ("paid", "receipt"):
        return _claim(session, thread, booking, reply, meaning, communication_id, now)
    if meaning in HAND_OVER:
        _hand_over(session, thread, booking, meaning, communication_id, now)
        return True
    if meaning == "rate":
        _task(session, thread, booking, "feedback", now)
        return True
    return False


def _claim(
    session: Session,
    thread: Thread,
    booking: Booking,
    reply: Reply,
    meaning: str,
    communication_id: int,
    now: datetime,
) -> bool:
    """Note that they say they have paid; where no money is expected, a person looks."""
    if booking.status not in TAKES_MONEY or standing.of(session, booking).due <= 0:
        if meaning == "paid" and booking.status in ("expired", "cancelled"):
            _hand_over(session, thread, booking, "paid_too_late", communication_id, now)
            return True
        return False
    source = "button" if reply.is_button else "media" if meaning == "receipt" else "words"
    claim = claims.open_claim(
        session, booking, source=source, communication_id=communication_id, now=now
    )
    about = {"claim": claim.id, "agent": _agent(session, thread)}
    _answer(session, thread, "claim_received", f"claim:{claim.id}", booking.id, about, now)
    return True


def _which(
    session: Session, thread: Thread, meaning: str, communication_id: int, now: datetime
) -> bool:
    key = f"which:{communication_id}"
    _answer(session, thread, "which_booking", key, None, {"meaning": meaning}, now)
    return True


def _asked_before(session: Session, thread: Thread, reply: Reply, now: datetime) -> str | None:
    """What a bare code answers, where we have just asked which booking was meant."""
    if not reply.codes:
        return None
    about = session.scalar(
        select(Communication.about)
        .where(
            Communication.conversation_id == thread.conversation_id,
            Communication.template_name == "which_booking",
            Communication.created_at > now - ANSWER_WITHIN,
        )
        .order_by(Communication.id.desc())
        .limit(1)
    )
    return about.get("meaning") if about else None


def _hand_over(
    session: Session,
    thread: Thread,
    booking: Booking,
    reason: str,
    communication_id: int,
    now: datetime,
) -> None:
    """A person takes over; the client is told so, once while that is open."""
    is_new = _task(session, thread, booking, reason, now)
    if not is_new:
        return
    organization = session.get_one(Organization, thread.organization_id)
    is_open = hours.is_open(organization.working_hours, organization.timezone, now)
    name = "handover" if is_open else "handover_after_hours"
    about = {"agent": _agent(session, thread), "reason": reason}
    _answer(session, thread, name, f"handover:{communication_id}", booking.id, about, now)


def _task(session: Session, thread: Thread, booking: Booking, reason: str, now: datetime) -> bool:
    """Open the hand-over; whether there was none open."""
    subject = f"bookings:{booking.id}"
    was_open = session.scalar(
        select(
            exists().where(
                Task.kind == "handover", Task.subject == subject, Task.closed_at.is_(None)
            )
        )
    )
    tasks.open_for(
        session,
        tasks.Matter(
            kind="handover",
            subject=subject,
            organization_id=thread.organization_id,
            conversation_id=thread.conversation_id,
            reason=reason,
            facts={"booking_code": booking.booking_code},
        ),
        now,
    )
    return not was_open


def _guide(session: Session, thread: Thread, reply: Reply, now: datetime) -> bool:
    """A guide acknowledges: the notice of the button, else of the message answered."""
    query = select(GuideNotification).where(GuideNotification.guide_id == thread.client_id)
    if reply.reference is not None:
        query = query.where(GuideNotification.public_id == reply.reference)
    else:
        answered = select(Communication.id).where(
            Communication.whatsapp_message_id == reply.reply_to_sid,
            Communication.organization_id == thread.organization_id,
        )
        query = query.where(GuideNotification.communication_id.in_(answered))
    notice = session.scalar(query.limit(1))
    if notice is not None:
        guides.acknowledged(session, notice, now)
    return notice is not None


def _no_marketing(session: Session, thread: Thread, communication_id: int, now: datetime) -> bool:
    consents.record_marketing(
        session,
        thread.organization_id,
        thread.client_id,
        "opted_out",
        source="client_message",
        evidence="STOP_MARKETING",
        communication_id=communication_id,
        now=now,
    )
    return True


def _agent(session: Session, thread: Thread) -> int | None:
    """Who looks after the client: the lead's agent, else the conversation's."""
    lead = session.get(Lead, thread.lead_id) if thread.lead_id else None
    if lead is not None and lead.assigned_agent_id is not None:
        return lead.assigned_agent_id
    return session.get_one(Conversation, thread.conversation_id).agent_id


def _answer(
    session: Session,
    thread: Thread,
    template: str,
    key: str,
    booking_id: int | None,
    about: Mapping[str, Any],
    now: datetime,
) -> None:
    """Queue our answer: at any hour, for the client has just written."""
    occasion = Occasion(booking_id=booking_id, about=about, answers_at=now)
    automatic.queue(session, thread, template, key, now, occasion=occasion)
