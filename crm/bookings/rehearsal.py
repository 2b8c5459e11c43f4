"""What a step would bring about, found by taking it and taking it back.

The page says it before the button is pressed, and says what the step itself will do: it is
the same code. Nothing stays of it, no lock either; the figures are those of this moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import clients, quiet
from crm.messages.judgement import AWAKE
from crm.models import (
    Booking,
    Client,
    Communication,
    GuideNotification,
    Organization,
    PaymentInstallment,
)
from crm.payments import refunds, standing

OVER = ("expired", "cancelled")

Part = tuple[str, Decimal, date]


@dataclass(frozen=True)
class Message:
    """One that would be sent, and when."""

    template_name: str
    at: datetime


@dataclass(frozen=True)
class Notice:
    """What a guide would be told."""

    guide: str
    event: str


@dataclass(frozen=True)
class Outcome:
    """The booking as it would be, and whom that would be told."""

    status: str
    people: int
    total: Decimal
    deposit: Decimal
    due: Decimal
    credit: Decimal
    paid: Decimal
    to_return: Decimal
    """What of a booking that is over would be the client's."""
    currency: str
    held_until: datetime | None
    good_until: datetime | None
    """Until when the price of a quote would be."""
    parts: list[Part]
    """Kind, amount and local day of each part of the schedule."""
    messages: list[Message]
    notices: list[Notice]


def of(session: Session, step: Callable[[], Booking], now: datetime) -> Outcome:
    """Take the step, look, and take it back. Raises what the step refuses."""
    trial = session.begin_nested()
    try:
        booking = step()
        session.flush()
        return _outcome(session, booking, now)
    finally:
        trial.rollback()


def _outcome(session: Session, booking: Booking, now: datetime) -> Outcome:
    money = standing.of(session, booking)
    return Outcome(
        status=booking.status,
        people=booking.num_participants,
        total=booking.total_amount,
        deposit=booking.deposit_amount,
        due=money.due,
        credit=money.credit,
        paid=money.paid,
        to_return=refunds.due(session, booking) if booking.status in OVER else Decimal(0),
        currency=booking.currency,
        held_until=booking.hold_expires_at,
        good_until=booking.quote_valid_until if booking.status == "quote" else None,
        parts=_parts(session, booking),
        messages=_messages(session, booking, now),
        notices=_notices(session, booking, now),
    )


def _parts(session: Session, booking: Booking) -> list[Part]:
    rows = session.execute(
        select(PaymentInstallment.kind, PaymentInstallment.amount, PaymentInstallment.due_date)
        .where(
            PaymentInstallment.booking_id == booking.id, PaymentInstallment.status != "cancelled"
        )
        .order_by(PaymentInstallment.due_date, PaymentInstallment.seq)
    )
    return [(kind, amount, day) for kind, amount, day in rows]


def _messages(session: Session, booking: Booking, now: datetime) -> list[Message]:
    """What the step has queued, each at the hour at which it may go."""
    rows = session.execute(
        select(Communication.template_name, Communication.not_before, Communication.answers_at)
        .where(
            Communication.booking_id == booking.id,
            Communication.client_id == booking.client_id,
            Communication.whatsapp_status == "queued",
            Communication.created_at == now,
        )
        .order_by(Communication.not_before, Communication.id)
    ).all()
    organization = session.get_one(Organization, booking.organization_id)
    client = session.get_one(Client, booking.client_id)
    zone = clients.timezone_of(client, organization.timezone)
    night = quiet.Hours(organization.quiet_start, organization.quiet_end, zone)
    found = []
    for name, not_before, answers_at in rows:
        is_answer = answers_at is not None and answers_at >= now - AWAKE
        at = max(not_before or now, now if is_answer else night.allowed_from(now))
        found.append(Message(name or "", at))
    return found


def _notices(session: Session, booking: Booking, now: datetime) -> list[Notice]:
    rows = session.execute(
        select(Client.name, GuideNotification.event)
        .join(Client, Client.id == GuideNotification.guide_id)
        .where(GuideNotification.booking_id == booking.id, GuideNotification.received_at == now)
        .order_by(GuideNotification.id)
    )
    return [Notice(name, event) for name, event in rows]
