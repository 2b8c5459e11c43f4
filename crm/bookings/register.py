"""The list of bookings as the team reads it: filtered, page by page, summed by currency.

However many bookings there are, a page is a fixed number of statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crm import booking_code
from crm.models import (
    Booking,
    Client,
    Lead,
    Payment,
    PaymentClaim,
    PaymentInstallment,
    Refund,
    User,
)
from crm.models.booking import HELD, LIVE
from crm.models.money import OWED

T = TypeVarTuple("T")

PAGE = 50
BESIDE = 3
"""Bookings of one client that stand beside a conversation."""
STATES: dict[str, tuple[str, ...]] = {
    "live": LIVE,
    "quote": ("quote",),
    "held": HELD,
    "confirmed": ("confirmed",),
    "paid": ("paid",),
    "over": ("completed", "expired", "cancelled"),
    "all": (),
}
"""What may be chosen, and the statuses it stands for; none means any."""

FEWEST_DIGITS = 4


@dataclass(frozen=True)
class Filter:
    """Which bookings; nothing said means all."""

    state: str = "all"
    departure_id: int | None = None
    since: date | None = None
    """Trips that begin on this day or later."""
    until: date | None = None
    agent_id: int | None = None
    attention: bool = False
    """Those that a person must look at."""
    words: str = ""
    """A code, a name, a number."""


@dataclass(frozen=True)
class Row:
    """One booking in the list."""

    booking: Booking
    client: Client
    agent: User | None
    paid: Decimal
    due: tuple[date, Decimal] | None
    """The day by which something is owed next, and how much."""
    has_claim: bool


@dataclass(frozen=True)
class Sum:
    """What the bookings of one currency come to."""

    currency: str
    count: int
    total: Decimal


@dataclass(frozen=True)
class Page:
    """Bookings, the latest first; `older` leads to the next page."""

    rows: list[Row]
    older: int | None


def page(session: Session, organization_id: int, wanted: Filter, before: int | None = None) -> Page:
    """Up to 50 bookings, those made last first; `before` is where the last page ended."""
    query = (
        _with_people(select(Booking, Client, User))
        .where(*_conditions(organization_id, wanted))
        .outerjoin(User, User.id == _agent())
        .order_by(Booking.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Booking.id < before)
    found = session.execute(query).all()
    rows = _rows(session, [(one[0], one[1], one[2]) for one in found[:PAGE]])
    return Page(rows, rows[-1].booking.id if len(found) > PAGE else None)


def of_client(session: Session, client: Client) -> list[Row]:
    """A client's latest bookings, those that live first: what stands beside the conversation."""
    return beside(session, client, latest(session, client, BESIDE))


def latest(session: Session, client: Client, most: int) -> list[Booking]:
    """So many bookings of a client: those that live first, then the latest."""
    found = session.scalars(
        select(Booking)
        .where(Booking.client_id == client.id)
        .order_by(case((Booking.status.in_(LIVE), 0), else_=1), Booking.id.desc())
        .limit(most)
    )
    return list(found)


def beside(session: Session, client: Client, bookings: Sequence[Booking]) -> list[Row]:
    """The first few of a client's bookings, with their money."""
    return _rows(session, [(booking, client, None) for booking in bookings[:BESIDE]])


def sums(session: Session, organization_id: int, wanted: Filter) -> list[Sum]:
    """What all that match come to, each currency by itself."""
    query = select(Booking.currency, func.count(), func.sum(Booking.total_amount)).where(
        *_conditions(organization_id, wanted)
    )
    if wanted.agent_id is not None or wanted.words.strip():  # else nobody's name is needed
        query = _with_people(query)
    found = session.execute(query.group_by(Booking.currency).order_by(Booking.currency))
    return [Sum(currency, count, total) for currency, count, total in found]


def _rows(session: Session, found: Sequence[tuple[Booking, Client, User | None]]) -> list[Row]:
    """What is paid, due and claimed of them: a statement each, for all together."""
    if not found:
        return []
    ids = [booking.id for booking, _, _ in found]
    paid, due, claimed = _paid(session, ids), _due(session, ids), _claimed(session, ids)
    return [
        Row(
            booking,
            client,
            agent,
            paid.get(booking.id, Decimal(0)),
            due.get(booking.id),
            booking.id in claimed,
        )
        for booking, client, agent in found
    ]


def _with_people(query: Select[*T]) -> Select[*T]:
    """The query of bookings with their clients and leads."""
    return (
        query.select_from(Booking)
        .join(Client, Client.id == Booking.client_id)
        .outerjoin(Lead, Lead.id == Booking.lead_id)
    )


def _conditions(organization_id: int, wanted: Filter) -> list[ColumnElement[bool]]:
    """Which bookings are wanted."""
    conditions = [Booking.organization_id == organization_id]
    if STATES[wanted.state]:
        conditions.append(Booking.status.in_(STATES[wanted.state]))
    if wanted.departure_id is not None:
        conditions.append(Booking.tour_departure_id == wanted.departure_id)
    if wanted.since is not None:
        conditions.append(Booking.start_date >= wanted.since)
    if wanted.until is not None:
        conditions.append(Booking.start_date <= wanted.until)
    if wanted.agent_id is not None:
        conditions.append(_agent() == wanted.agent_id)
    if wanted.attention:
        conditions.append(or_(Booking.needs_attention.is_not(None), _has_claim()))
    if wanted.words.strip():
        conditions.append(_said(wanted.words.strip()))
    return conditions


def _agent() -> ColumnElement[int | None]:
    """Who has the lead, else who made the booking."""
    return func.coalesce(Lead.assigned_agent_id, Booking.created_by)


def _has_claim() -> ColumnElement[bool]:
    return exists().where(PaymentClaim.booking_id == Booking.id, PaymentClaim.status == "open")


def _said(words: str) -> ColumnElement[bool]:
    """A whole code is that booking; else a part of the code, the name or the number."""
    code = booking_code.canonical(words)
    if code is not None:
        return Booking.booking_code == code
    digits = "".join(sign for sign in words if sign.isdecimal())
    found = [
        Client.name.icontains(words, autoescape=True),
        Booking.booking_code.icontains(words, autoescape=True),
    ]
    if len(digits) >= FEWEST_DIGITS:
        found.append(Client.phone.contains(digits))
    return or_(*found)


def _paid(session: Session, ids: Sequence[int]) -> dict[int, Decimal]:
    """By booking, what was paid less what went back."""
    came, went = (
        select(model.booking_id, (sign * model.amount).label("amount")).where(
            model.booking_id.in_(ids), model.status == "succeeded"
        )
        for model, sign in ((Payment, 1), (Refund, -1))
    )
    moved = union_all(came, went).subquery()
    found = session.execute(
        select(moved.c.booking_id, func.sum(moved.c.amount)).group_by(moved.c.booking_id)
    )
    return {booking_id: amount for booking_id, amount in found}


def _due(session: Session, ids: Sequence[int]) -> dict[int, tuple[date, Decimal]]:
    """By booking, the day by which something is owed next, and how much."""
    left = PaymentInstallment.amount - PaymentInstallment.paid_amount
    found = session.execute(
        select(PaymentInstallment.booking_id, PaymentInstallment.due_date, left)
        .where(PaymentInstallment.booking_id.in_(ids), PaymentInstallment.status.in_(OWED))
        .ext(distinct_on(PaymentInstallment.booking_id))
        .order_by(
            PaymentInstallment.booking_id, PaymentInstallment.due_date, PaymentInstallment.seq
        )
    )
    return {booking_id: (day, amount) for booking_id, day, amount in found}


def _claimed(session: Session, ids: Sequence[int]) -> set[int]:
    return set(
        session.scalars(
            select(PaymentClaim.booking_id).where(
                PaymentClaim.booking_id.in_(ids), PaymentClaim.status == "open"
            )
        )
    )
