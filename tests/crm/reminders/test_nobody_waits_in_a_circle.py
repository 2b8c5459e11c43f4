"""A payment, an answer of the client, a look of the clock and a claim: none waits for ever.

Steps of a booking hold it first; an inbound message holds its booking, then its conversation
and lead; the clock holds a reminder, the claim a message, and neither waits for a booking.
"""

from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm import senders
from crm.bookings.machine import SYSTEM
from crm.messages import claim, receive
from crm.models import Booking, Organization, PaymentReminder, TourDeparture, WhatsappSender
from crm.payments import record
from crm.provider import InboundMessage
from crm.reminders import due
from tests.booking_factories import (
    make_booking,
    make_departure,
    make_installment,
    make_reminder,
    make_tour,
)
from tests.conftest import Rounds
from tests.crm.flows.scene import approve_stock
from tests.crm.messages.sending import PUBLIC
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_inbound,
    make_lead,
    make_organization,
    make_sender,
)
from tests.race import at_once

Sessions = sessionmaker[Session]
ROUNDS = 40


def test_all_at_once_end_well(sessions: Sessions, rounds: Rounds) -> None:
    with sessions.begin() as session:
        organization = make_organization(session)
        approve_stock(session, organization)
        sender = make_sender(session, organization, rate_per_second=1000)
        tour = make_tour(session, organization, capacity=4 * ROUNDS)
        departure_id = make_departure(session, tour).id
        sender_id = sender.id
    for turn in range(rounds(ROUNDS)):
        booking_id, inbound = _one_more(sessions, sender_id, departure_id)
        at_once(
            [
                partial(_pay, sessions, booking_id),
                partial(_answer, sessions, inbound),
                partial(_look, sessions, turn),
                partial(_claim, sessions, sender_id, turn),
                partial(_claim, sessions, sender_id, turn),
            ]
        )
    with sessions() as session:
        statuses = session.scalars(select(Booking.status)).all()
        assert set(statuses) == {"confirmed"}
        due_by_now = PaymentReminder.scheduled_at <= NOW
        left = session.scalars(select(PaymentReminder.status).where(due_by_now)).all()
        assert "scheduled" not in left


def _one_more(sessions: Sessions, sender_id: int, departure_id: int) -> tuple[int, InboundMessage]:
    """A client with an open lead and a deposit due, and their “I have paid”."""
    with sessions.begin() as session:
        sender = session.get_one(WhatsappSender, sender_id)
        organization = session.get_one(Organization, sender.organization_id)
        departure = session.get_one(TourDeparture, departure_id)
        client = make_client(session, organization)
        lead = make_lead(session, client, status="quoted")
        conversation = make_conversation(session, sender, client)
        booking = make_booking(
            session,
            client,
            departure,
            "payment_pending",
            lead=lead,
            conversation_id=conversation.id,
        )
        make_reminder(session, make_installment(session, booking, due_date=NOW.date()))
        inbound = make_inbound(
            sender,
            client_address=f"whatsapp:{client.phone}",
            kind="button",
            body="",
            button_payload=f"PAID:{booking.public_id}",
        )
        return booking.id, inbound


def _pay(sessions: Sessions, booking_id: int) -> None:
    with sessions.begin() as session:
        deposit = session.get_one(Booking, booking_id).deposit_amount
        money = record.Incoming(deposit, "KZT", NOW.date(), "kaspi")
        record.receive(session, booking_id, [money], SYSTEM, NOW)


def _answer(sessions: Sessions, inbound: InboundMessage) -> None:
    with sessions.begin() as session:
        receive.receive(session, inbound, NOW)


def _look(sessions: Sessions, turn: int) -> None:
    with sessions.begin() as session:
        due.send_due(session, NOW + timedelta(seconds=turn), 10)


def _claim(sessions: Sessions, sender_id: int, turn: int) -> None:
    """A turn of the drain, a few times over."""
    now = NOW + timedelta(seconds=7 * turn)
    for _ in range(3):
        with sessions.begin() as session:
            senders.take_lease(session, sender_id, "drain", now)
            claim.claim(session, sender_id, "drain", 24, PUBLIC, now)
