"""Which booking a message is about: what points to it first, else what is likely, else none.

The booking is held here, before the message's conversation and lead are: that is the order in
which steps of bookings lock them, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import local_time
from crm.bookings import find
from crm.models import Booking, Client, Communication
from crm.models.booking import HELD, LIVE
from crm.payments import standing
from crm.replies.reply import Reply

NEAR = timedelta(days=14)
"""A departure so near, before or behind, makes a message one about the trip."""

ASKED_WITHIN = timedelta(hours=72)
"""A picture so soon after a message about money may be its receipt."""

ASKING = (
    "booking_hold_created",
    "payment_request",
    "hold_expiring",
    "payment_reminder_upcoming",
    "payment_reminder_due_today",
    "payment_overdue",
    "payment_last_call",
    "partial_received",
    "claim_not_found",
)
"""The messages that ask for money."""

TAKES_MONEY = (*HELD, "confirmed")


@dataclass(frozen=True)
class Subject:
    """The booking of a message, and how sure that is."""

    booking: Booking | None = None
    """Held; None: of no booking, or of one of several."""
    pointed: bool = False
    """A button, the message answered or a code says so."""
    asked: bool = False
    """Its money was asked for, so that a picture may be the receipt."""
    several: Sequence[Booking] = field(default=())
    """Those it may be about, where nothing decides between them."""


NONE = Subject()


def of(session: Session, client: Client, reply: Reply, now: datetime) -> Subject:
    """The subject of a client's message; the caller holds the client's identity lock."""
    bookings = list(
        session.scalars(
            select(Booking).where(Booking.client_id == client.id).order_by(Booking.id.desc())
        )
    )
    if not bookings:
        return NONE
    pointed = _pointed(session, client, reply, bookings)
    if pointed is not None:
        return Subject(_held(session, pointed, reply), pointed=True)
    if reply.meaning in ("paid", "receipt"):
        return _of_money(session, client, reply, bookings, now)
    live = _live(session, bookings, now)
    if reply.meaning == "yes" and len(live) > 1:
        return Subject(several=live)
    return Subject(_held(session, live[0], reply)) if live else NONE


def _pointed(
    session: Session, client: Client, reply: Reply, bookings: Sequence[Booking]
) -> Booking | None:
    """The booking that a button, the message answered or a single code names."""
    if reply.reference is not None:
        for booking in bookings:
            if booking.public_id == reply.reference:
                return booking
    if reply.reply_to_sid is not None:
        answered = session.scalar(
            select(Communication.booking_id).where(
                Communication.whatsapp_message_id == reply.reply_to_sid,
                Communication.organization_id == client.organization_id,
            )
        )
        for booking in bookings:
            if booking.id == answered:
                return booking
    named = [booking for booking in bookings if booking.booking_code in reply.codes]
    return named[0] if len(named) == 1 else None


def _of_money(
    session: Session, client: Client, reply: Reply, bookings: Sequence[Booking], now: datetime
) -> Subject:
    """The one booking that wants money; of a picture, the one it was just asked for."""
    unpaid = [one for one in bookings if _owes(session, one)]
    if reply.meaning == "receipt":
        asked = _asked(session, client, now)
        unpaid = [one for one in unpaid if one.id in asked]
    if len(unpaid) == 1:
        return Subject(_held(session, unpaid[0], reply), asked=True)
    if unpaid:
        return Subject(several=unpaid)
    live = _live(session, bookings, now)
    return Subject(_held(session, live[0], reply)) if live else NONE


def _owes(session: Session, booking: Booking) -> bool:
    return booking.status in TAKES_MONEY and standing.of(session, booking).due > 0


def _asked(session: Session, client: Client, now: datetime) -> set[int | None]:
    """The bookings for which money was asked of the client in the last three days."""
    found = session.scalars(
        select(Communication.booking_id).where(
            Communication.client_id == client.id,
            Communication.template_name.in_(ASKING),
            Communication.sent_at > now - ASKED_WITHIN,
        )
    )
    return set(found)


def _live(session: Session, bookings: Sequence[Booking], now: datetime) -> list[Booking]:
    """Those whose departure is near, or that want money; the nearest departure first."""
    found = []
    for booking in bookings:
        away = abs((booking.start_date - _today(booking, now)).days)
        is_near = away <= NEAR.days and booking.status in (*LIVE, "completed")
        if is_near or _owes(session, booking):
            found.append((away, booking.id, booking))
    return [booking for _, _, booking in sorted(found, key=lambda one: one[:2])]


def _today(booking: Booking, now: datetime) -> date:
    return local_time.today(now, booking.timezone)


def _held(session: Session, booking: Booking, reply: Reply) -> Booking:
    """The booking, held: to be claimed for, or only against being taken away."""
    if reply.may_claim:
        return find.locked(session, booking.id)
    session.execute(find.LOCK_TIMEOUT)
    return session.get_one(
        Booking,
        booking.id,
        with_for_update={"read": True, "key_share": True},
        populate_existing=True,
    )
