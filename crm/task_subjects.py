"""What open tasks are about: the rows they speak of, with one statement a table however many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import exists, or_, select, true
from sqlalchemy.orm import Session, aliased

from crm.bookings import find
from crm.models import (
    Booking,
    Client,
    Communication,
    Conversation,
    GuideNotification,
    Payment,
    PaymentClaim,
    PaymentInstallment,
    Refund,
    Task,
    TourDeparture,
    WebhookEvent,
    WhatsappSender,
)
from crm.models.money import OWED
from crm.payments.refunds import ON_ITS_WAY
from crm.tasks import CODES

Subject = (
    Communication
    | WhatsappSender
    | WebhookEvent
    | PaymentClaim
    | Booking
    | GuideNotification
    | TourDeparture
)
NAMED: tuple[type[Subject], ...] = (
    Communication,
    WhatsappSender,
    WebhookEvent,
    PaymentClaim,
    Booking,
    GuideNotification,
    TourDeparture,
)
"""The tables whose rows tasks name."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Money:
    """What a booking still wants, and what came and goes."""

    owed: list[PaymentInstallment] = field(default_factory=list)
    """The parts that want money, the one due first at the head."""
    payments: list[Payment] = field(default_factory=list)
    """Those that came and answer no claim yet, the latest first."""
    refunds: list[Refund] = field(default_factory=list)
    """On their way back, the oldest first."""

    @property
    def unpaid(self) -> Decimal:
        """What all parts together still want."""
        return sum((part.amount - part.paid_amount for part in self.owed), Decimal(0))


@dataclass(frozen=True)
class About:
    """The rows that a task speaks of, as far as there are any."""

    subject: Subject | None
    booking: Booking | None
    client: Client | None
    """Of the booking."""
    departure: TourDeparture | None
    """Of the booking, or whose guide is to be told."""
    guide: Client | None
    money: Money
    last: Communication | None
    """What the client last wrote in the task's conversation."""


def of(session: Session, organization_id: int, tasks: Sequence[Task]) -> list[About]:
    """What each task is about, in their order; only the organization's own rows."""
    subjects = _subjects(session, organization_id, {task.subject for task in tasks})
    named = [subjects.get(task.subject) for task in tasks]
    bookings = _bookings(session, organization_id, tasks, named)
    booked = [bookings.get(_booking_key(*pair) or 0) for pair in zip(tasks, named, strict=True)]
    departures = _by_id(session, TourDeparture, organization_id, map(_departure_id, named, booked))
    left = [departures.get(_departure_id(*pair) or 0) for pair in zip(named, booked, strict=True)]
    guides = _by_id(session, Client, organization_id, map(_guide_id, named, left))
    clients = _by_id(
        session, Client, organization_id, [one.client_id if one else None for one in booked]
    )
    money = _money(session, {one.id for one in booked if one})
    last = _last_words(session, {task.conversation_id for task in tasks if task.conversation_id})
    return [
        About(
            subject=subject,
            booking=booking,
            client=clients.get(booking.client_id) if booking else None,
            departure=departure,
            guide=guides.get(_guide_id(subject, departure) or 0),
            money=money[booking.id] if booking else Money(),
            last=last.get(task.conversation_id or 0),
        )
        for task, subject, booking, departure in zip(tasks, named, booked, left, strict=True)
    ]


def lock(session: Session, about: About) -> None:
    """Lock the booking that a task is about, before anything else of it is changed."""
    if about.booking is not None:
        find.locked(session, about.booking.id)


def _subjects(session: Session, organization_id: int, names: set[str]) -> dict[str, Subject]:
    """Rows by `table:id`, one statement a table."""
    found: dict[str, Subject] = {}
    for model in NAMED:
        start = f"{model.__tablename__}:"
        marks = [name.removeprefix(start) for name in names if name.startswith(start)]
        ids = [int(mark) for mark in marks if mark.isdecimal()]
        for key, row in _by_id(session, model, organization_id, ids).items():
            found[f"{start}{key}"] = row
    return found


def _by_id(
    session: Session, model: type[Row], organization_id: int, ids: Iterable[int | None]
) -> dict[int, Row]:
    wanted = {key for key in ids if key}
    if not wanted:
        return {}
    own = select(model).where(
        model.id.in_(wanted),  # type: ignore[attr-defined]  # every table has one
        model.organization_id == organization_id,  # type: ignore[attr-defined]
    )
    return {row.id: row for row in session.scalars(own)}  # type: ignore[attr-defined]


def _bookings(
    session: Session,
    organization_id: int,
    tasks: Sequence[Task],
    named: Sequence[Subject | None],
) -> dict[int | str, Booking]:
    """The bookings by id and by code, whichever a task knows."""
    keys = {_booking_key(task, subject) for task, subject in zip(tasks, named, strict=True)}
    ids = [key for key in keys if isinstance(key, int)]
    codes = [key for key in keys if isinstance(key, str)]
    if not ids and not codes:
        return {}
    rows = session.scalars(
        select(Booking).where(
            Booking.organization_id == organization_id,
            or_(Booking.id.in_(ids), Booking.booking_code.in_(codes)),
        )
    ).all()
    return {row.id: row for row in rows} | {row.booking_code: row for row in rows}


def _booking_key(task: Task, subject: Subject | None) -> int | str | None:
    if isinstance(subject, Booking):
        return subject.id
    if isinstance(subject, (PaymentClaim, GuideNotification, Communication)):
        return subject.booking_id
    return next((task.facts[name] for name in CODES if name in task.facts), None)


def _departure_id(subject: Subject | None, booking: Booking | None) -> int | None:
    if isinstance(subject, TourDeparture):
        return subject.id
    if isinstance(subject, GuideNotification):
        return subject.tour_departure_id
    return booking.tour_departure_id if booking else None


def _guide_id(subject: Subject | None, departure: TourDeparture | None) -> int | None:
    if isinstance(subject, GuideNotification):
        return subject.guide_id
    return departure.guide_id if departure else None


def _money(session: Session, booking_ids: set[int]) -> dict[int, Money]:
    found: dict[int, Money] = defaultdict(Money)
    if not booking_ids:
        return found
    parts = (
        select(PaymentInstallment)
        .where(PaymentInstallment.booking_id.in_(booking_ids), PaymentInstallment.status.in_(OWED))
        .order_by(PaymentInstallment.due_date, PaymentInstallment.seq)
    )
    for part in session.scalars(parts):
        found[part.booking_id].owed.append(part)
    answers = exists().where(PaymentClaim.payment_id == Payment.id)
    payments = (
        select(Payment)
        .where(Payment.booking_id.in_(booking_ids), Payment.status == "succeeded", ~answers)
        .order_by(Payment.id.desc())
    )
    for payment in session.scalars(payments):
        found[payment.booking_id].payments.append(payment)
    refunds = (
        select(Refund)
        .where(Refund.booking_id.in_(booking_ids), Refund.status.in_(ON_ITS_WAY))
        .order_by(Refund.id)
    )
    for refund in session.scalars(refunds):
        found[refund.booking_id].refunds.append(refund)
    return found


def _last_words(session: Session, conversation_ids: set[int]) -> dict[int, Communication]:
    if not conversation_ids:
        return {}
    latest = (
        select(Communication)
        .where(
            Communication.conversation_id == Conversation.id,
            Communication.direction == "inbound",
        )
        .order_by(Communication.id.desc())
        .limit(1)
        .lateral()
    )
    last = aliased(Communication, latest)
    query = select(last).select_from(Conversation).join(last, true())
    found = session.scalars(query.where(Conversation.id.in_(conversation_ids)))
    return {row.conversation_id: row for row in found}
