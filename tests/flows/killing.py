"""Bookings that wait for money or for a reminder, made in the real present, and killed work."""

import csv
import random
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

import now
from crm.bookings import hold, quote, request
from crm.bookings.machine import SYSTEM, Actor
from crm.models import Booking, Organization, PaymentReminder, TourDeparture
from crm.payments import record
from crm.payments.record import Incoming
from tests.booking_factories import make_departure, make_tour
from tests.factories import make_client, make_consent
from tests.invariants import broken
from tests.product import BIN, ROOT, Product

AGENT = Actor("agent")
_phones = count(1)


def departure(product: Product, seats: int) -> int:
    """A departure in sixty days with room for everybody; nobody sleeps in this story."""
    with Session(product.engine) as session, session.begin():
        organization = session.scalars(select(Organization)).one()
        organization.quiet_start = organization.quiet_end
        day = (now.utc() + timedelta(days=60)).date()
        tour = make_tour(session, organization, capacity=seats)
        return make_departure(session, tour, departure_date=day).id


def held(session: Session, departure_id: int, at: datetime) -> Booking:
    """A new client's two seats, held since then; nobody has been told of it."""
    organization = session.scalars(select(Organization)).one()
    client = make_client(session, organization, phone=f"+7705{next(_phones):07d}")
    make_consent(session, client, "opted_in", source="agent", evidence="by phone")
    there = session.get_one(TourDeparture, departure_id)
    booking = quote.create(session, organization, client, quote.Wish(2, departure=there), AGENT, at)
    hold.place(session, booking, AGENT, at)
    _untold(session, booking)
    return booking


def asked(session: Session, departure_id: int) -> Booking:
    """A new client's booking that waits for its deposit."""
    booking = held(session, departure_id, now.utc())
    request.request_payment(session, booking, AGENT, now.utc())
    return booking


def statement(product: Product, departure_id: int, file: Path, lines: int) -> None:
    """A bank's file with the deposits of so many new bookings, each under its code."""
    with Session(product.engine) as session, session.begin():
        booked = [asked(session, departure_id) for _ in range(lines)]
        rows = [
            (now.utc().date().isoformat(), one.deposit_amount, "KZT", f"{file.stem}-{one.id}",
             f"Оплата {one.booking_code}")
            for one in booked
        ]  # fmt: skip
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("Date", "Amount", "Currency", "Reference", "Purpose"))
        writer.writerows(rows)


def import_killed(product: Product, file: Path, dice: random.Random, lines: int) -> bool:
    """Apply the file and kill -9 the command at some moment; whether it had not ended yet."""
    before = payments(product)
    process = subprocess.Popen(
        [BIN / "flask", "payments", "import", str(file), "--apply"],
        env=product.environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    enough = before + dice.randrange(lines)
    while process.poll() is None and payments(product) < enough:
        time.sleep(0.002)
    time.sleep(dice.uniform(0, 0.08))
    was_alive = process.poll() is None
    with suppress(ProcessLookupError):
        process.kill()
    process.wait(20)
    return was_alive


def payments(product: Product) -> int:
    """How many there are."""
    return int(product.one("SELECT count(*) FROM payments"))


def reminded(product: Product, departure_id: int, many: int) -> list[str]:
    """Confirmed bookings with a reminder that is due now, and no other message; their phones."""
    with Session(product.engine) as session, session.begin():
        made = []
        for _ in range(many):
            booking = asked(session, departure_id)
            money = Incoming(booking.deposit_amount, "KZT", now.utc().date(), "cash")
            record.receive(session, booking.id, [money], SYSTEM, now.utc())
            _make_due(session, booking)
            made.append(booking.client_id)
        found = session.scalars(
            text("SELECT phone FROM clients WHERE id = ANY(:ids)"), {"ids": made}
        )
        return [f"whatsapp:{phone}" for phone in found]


def _make_due(session: Session, booking: Booking) -> None:
    """Its first planned reminder is due a minute ago; nothing else is to be sent."""
    _untold(session, booking)
    first = session.scalars(
        text(
            "SELECT r.id FROM payment_reminders r JOIN payment_installments i "
            "ON i.id = r.installment_id WHERE i.booking_id = :id AND r.status = 'scheduled' "
            "ORDER BY r.scheduled_at, r.id LIMIT 1"
        ),
        {"id": booking.id},
    ).one()
    session.execute(
        update(PaymentReminder)
        .where(PaymentReminder.id == first)
        .values(scheduled_at=datetime.now(UTC) - timedelta(minutes=1))
    )


def _untold(session: Session, booking: Booking) -> None:
    session.execute(text("DELETE FROM communications WHERE booking_id = :id"), {"id": booking.id})


def everything_holds(product: Product) -> list[str]:
    """What is broken of all rules."""
    with Session(product.engine) as session:
        return broken(session)


def is_quiet(product: Product) -> bool:
    """No reminder is due any more, and no message waits for its turn, an answer or its phone."""
    waiting = product.one(
        "SELECT (SELECT count(*) FROM payment_reminders WHERE status = 'scheduled' "
        "AND scheduled_at <= now()) + (SELECT count(*) FROM communications "
        "WHERE whatsapp_status IN ('queued', 'sending', 'sent') AND not_before <= now())"
    )
    return int(waiting) == 0
