"""The list as an agent reads it: with whom, what was said last, and why it matters.

Four statements, however many rows.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, not_, select, true
from sqlalchemy.orm import Session, aliased

from crm import conversation_list
from crm.conversation_list import Cursor, View
from crm.models import (
    Attachment,
    Booking,
    Client,
    ClientAddress,
    Communication,
    Conversation,
    PaymentClaim,
    Task,
    User,
)
from crm.models.booking import LIVE


@dataclass(frozen=True)
class Row:
    """One conversation in the list."""

    conversation: Conversation
    client: Client
    address: str
    agent: User | None
    last: Communication | None
    file_name: str | None
    """The name of the last message's first attachment, if it has one."""
    booking: Booking | None
    """The client's live booking that begins first, else their latest."""
    claim_open: bool
    """The client says that the booking is paid."""
    tasks: frozenset[str]
    """Kinds of the open tasks about it."""


@dataclass(frozen=True)
class Page:
    """A page of the list; `older` leads to the next."""

    rows: list[Row]
    older: Cursor | None


def page(session: Session, view: View, now: datetime, after: Cursor | None = None) -> Page:
    """Up to 30 conversations of a view, in its order."""
    found = conversation_list.page(session, view, now, after)
    return Page(read(session, found.ids, now), found.older)


def read(session: Session, ids: list[int], now: datetime) -> list[Row]:
    """These conversations with what stands around them, in the order given."""
    rows = {row[0].id: row for row in session.execute(_query(ids, now))}
    bookings = _bookings(session, [row[1].id for row in rows.values()])
    tasks = _tasks(session, ids)
    found = []
    for key in ids:
        talk, client, address, agent, last, file_name = rows[key]
        booking, claimed = bookings.get(client.id, (None, False))
        kinds = tasks.get(key, frozenset())
        found.append(Row(talk, client, address, agent, last, file_name, booking, claimed, kinds))
    return found


def _query(
    ids: list[int], now: datetime
) -> Select[Conversation, Client, str, User, Communication, str | None]:
    """The conversations, each with its last message beside it; what is planned is none yet."""
    planned = and_(Communication.whatsapp_status == "queued", Communication.not_before > now)
    latest = (
        select(Communication)
        .where(Communication.conversation_id == Conversation.id, not_(planned))
        .order_by(Communication.id.desc())
        .limit(1)
        .lateral()
    )
    last = aliased(Communication, latest)
    first_file = and_(Attachment.communication_id == last.id, Attachment.position == 0)
    return (
        select(Conversation, Client, ClientAddress.address, User, last, Attachment.file_name)
        .join(Client, Client.id == Conversation.client_id)
        .join(ClientAddress, ClientAddress.id == Conversation.address_id)
        .outerjoin(User, User.id == Conversation.agent_id)
        .outerjoin(last, true())
        .outerjoin(Attachment, first_file)
        .where(Conversation.id.in_(ids))
    )


def _bookings(session: Session, client_ids: list[int]) -> dict[int, tuple[Booking, bool]]:
    """By client, the booking to show and whether its claim is open."""
    live = case((Booking.status.in_(LIVE), 0), else_=1)
    begins = case((Booking.status.in_(LIVE), Booking.start_date), else_=None)
    place = func.row_number().over(
        partition_by=Booking.client_id, order_by=(live, begins, Booking.id.desc())
    )
    ranked = (
        select(Booking, place.label("place")).where(Booking.client_id.in_(client_ids)).subquery()
    )
    shown = aliased(Booking, ranked)
    claimed = and_(PaymentClaim.booking_id == shown.id, PaymentClaim.status == "open")
    found = session.execute(
        select(shown, PaymentClaim.id).outerjoin(PaymentClaim, claimed).where(ranked.c.place == 1)
    )
    return {booking.client_id: (booking, claim is not None) for booking, claim in found}


def _tasks(session: Session, ids: list[int]) -> dict[int, frozenset[str]]:
    """By conversation, the kinds of its open tasks."""
    found: dict[int, set[str]] = {}
    for key, kind in session.execute(
        select(Task.conversation_id, Task.kind).where(
            Task.conversation_id.in_(ids), Task.closed_at.is_(None)
        )
    ):
        found.setdefault(key or 0, set()).add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items()}
