"""Confirming: by money that came, or by a manager where no deposit is asked for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm import leads, links, roles, seats
from crm.bookings import attention, guides, machine, notices
from crm.bookings.machine import Actor
from crm.errors import StepRefused
from crm.models import Booking
from crm.money import plain
from crm.payments import ledger, schedule, standing
from crm.reminders import plan as reminders


def by_payment(
    session: Session,
    booking: Booking,
    event: str,
    actor: Actor,
    now: datetime,
    data: Mapping[str, Any],
) -> None:
    """The required deposit is there: the seats stay. The caller tells the client."""
    machine.step(session, booking, event, "confirmed", actor, now, data)
    _confirmed(session, booking, actor, now)


def by_agent(session: Session, booking: Booking, actor: Actor, now: datetime) -> None:
    """Confirm a quote without a payment: a manager's step. The caller holds the lock.

    Raises RoleRefused, StepRefused or SeatsGone.
    """
    roles.require(session, actor, "confirm")
    machine.require(booking, "agent_confirm")
    if booking.quote_valid_until is not None and booking.quote_valid_until <= now:
        raise StepRefused("The price of this quote is no longer good. Quote it anew first.")
    seats.claim(session, booking, now)
    machine.step(session, booking, "agent_confirm", "confirmed", actor, now)
    _confirmed(session, booking, actor, now)
    reminders.plan(session, booking, now)
    notices.confirmed(session, booking, now, None)


def _confirmed(session: Session, booking: Booking, actor: Actor, now: datetime) -> None:
    """What every confirmation brings about, in its own transaction."""
    schedule.reopen(session, booking, now)  # paid straight from a hold, or come back to life
    ledger.confirmed(session, booking, now)
    leads.won(session, booking.lead_id, now)
    guides.notify(session, booking, "created", now)
    links.token_of(session, booking, now)
    notices.trip(session, booking, now)
    if booking.needs_attention is not None:
        attention.settled(session, booking, now)
    money = standing.of(session, booking)
    if money.due == 0 and money.paid > 0:
        data = {"paid": plain(money.paid, booking.currency)}
        machine.step(session, booking, "payment_succeeded", "paid", actor, now, data)
    attention.note_credit(session, booking, money, now)
