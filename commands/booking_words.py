"""A booking in words: what every command says of one, before and after a step."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import next_step
from commands.task_words import sentences
from crm import clients, local_time, money, quiet
from crm.messages.judgement import AWAKE
from crm.models import (
    Booking,
    BookingParticipant,
    Client,
    Communication,
    GuideNotification,
    Organization,
    Task,
    TourDeparture,
)
from crm.payments import schedule, standing

LANGUAGE = "en"


def amount(value: Decimal, currency: str) -> str:
    """`KZT 450,000`, with a space that every terminal knows."""
    return money.text(value, currency, LANGUAGE).replace("\u00a0", " ")


def status(name: str) -> str:
    """`payment pending`."""
    return name.replace("_", " ")


def moment(at: datetime, organization: Organization) -> str:
    """An instant as the organization's clock shows it."""
    return local_time.moment_text(at, organization.timezone, LANGUAGE)


def when(session: Session, booking: Booking) -> str:
    """The day, or the first and the last, with the time and the city where they are known."""
    at = None
    if booking.tour_departure_id is not None:
        at = session.get_one(TourDeparture, booking.tour_departure_id).departure_time
    told = local_time.departure_text(booking.start_date, at, booking.timezone, LANGUAGE)
    if booking.end_date == booking.start_date:
        return told
    return f"{told} to {local_time.date_text(booking.end_date, LANGUAGE)}"


def people(count: int) -> str:
    """`1 person`, `4 people`."""
    return "1 person" if count == 1 else f"{count} people"


def who(client: Client) -> str:
    """A client as the commands name one."""
    return f"{client.name} ({client.phone})" if client.phone else f"{client.name} (#{client.id})"


def travellers(rows: Sequence[BookingParticipant]) -> Iterator[str]:
    """Those who travel by name, numbered."""
    for number, row in enumerate(rows, start=1):
        name = f"{row.first_name} {row.last_name}".strip()
        rest = [row.relationship or "", f"{row.age} years" if row.age is not None else ""]
        yield ", ".join([f"  {number}. {name}", *(piece for piece in rest if piece)])


def after(session: Session, booking: Booking, before: str | None, now: datetime) -> Iterator[str]:
    """What a step has brought about: statuses, money, deadline, messages, tasks, what is next."""
    session.flush()
    organization = session.get_one(Organization, booking.organization_id)
    yield f"{booking.booking_code}: {_moved(before, booking.status)}."
    yield from facts(session, booking, organization)
    yield from _messages(session, booking, organization, now)
    yield from _guides(session, booking, now)
    yield from _tasks(session, booking, now)
    hint = next_step.of(session, booking)
    if hint:
        yield f"  Next: {hint}"


def facts(session: Session, booking: Booking, organization: Organization) -> Iterator[str]:
    """What it is, for whom, and how its money stands."""
    client = session.get_one(Client, booking.client_id)
    yield (
        f"  {booking.title}, {when(session, booking)}, {people(booking.num_participants)}, "
        f"{who(client)}"
    )
    yield f"  {money_line(session, booking)}"
    if booking.status == "quote" and booking.quote_valid_until:
        yield f"  The price is good until {moment(booking.quote_valid_until, organization)}."
    if booking.hold_expires_at and booking.grace_until:
        yield (
            f"  Held until {moment(booking.hold_expires_at, organization)}; "
            f"the seats go at {moment(booking.grace_until, organization)}."
        )
    if booking.needs_attention:
        yield f"  Needs a person: {status(booking.needs_attention)}."


def money_line(session: Session, booking: Booking) -> str:
    """Total, deposit, what was paid, what is due next."""
    stands = standing.of(session, booking)
    said = [f"Total {amount(stands.total, stands.currency)}"]
    if 0 < booking.deposit_amount < stands.total:
        said.append(f"deposit {amount(booking.deposit_amount, stands.currency)}")
    said.append(f"paid {amount(stands.paid, stands.currency)}")
    if stands.refunding:
        said.append(f"going back {amount(stands.refunding, stands.currency)}")
    if stands.credit:
        said.append(f"credit {amount(stands.credit, stands.currency)}")
    elif stands.due and booking.status not in ("expired", "cancelled"):
        said.append(f"due {amount(stands.due, stands.currency)}")
    first = next(iter(schedule.owed(session, booking)), None)
    if first is not None:
        left = amount(first.amount - first.paid_amount, first.currency)
        said.append(f"next {left} by {local_time.date_text(first.due_date, LANGUAGE)}")
    return ", ".join(said) + "."


def _moved(before: str | None, to: str) -> str:
    if before is None:
        return f"new, {status(to)}"
    return f"{status(before)} → {status(to)}" if before != to else f"{status(to)}, as before"


def _messages(
    session: Session, booking: Booking, organization: Organization, now: datetime
) -> Iterator[str]:
    """What goes to the client because of this step."""
    rows = session.scalars(
        select(Communication)
        .where(
            Communication.booking_id == booking.id,
            Communication.direction == "outbound",
            Communication.created_at == now,
        )
        .order_by(Communication.not_before, Communication.id)
    ).all()
    client = session.get_one(Client, booking.client_id)
    zone = clients.timezone_of(client, organization.timezone)
    night = quiet.Hours(organization.quiet_start, organization.quiet_end, zone)
    for row in rows:
        is_answer = row.answers_at is not None and row.answers_at >= now - AWAKE
        at = max(row.not_before or now, now if is_answer else night.allowed_from(now))
        later = "now" if at <= now else f"at {moment(at, organization)}"
        yield f"  Message: {row.template_name}, {later}."
    if not rows:
        yield "  No message."


def _guides(session: Session, booking: Booking, now: datetime) -> Iterator[str]:
    rows = session.execute(
        select(GuideNotification.event, Client.name)
        .join(Client, Client.id == GuideNotification.guide_id)
        .where(GuideNotification.booking_id == booking.id, GuideNotification.received_at == now)
    )
    for event, name in rows:
        yield f"  Guide: {name} is told that it was {event}."


def _tasks(session: Session, booking: Booking, now: datetime) -> Iterator[str]:
    rows = session.scalars(
        select(Task).where(
            Task.subject == f"bookings:{booking.id}",
            Task.opened_at == now,
            Task.closed_at.is_(None),
        )
    )
    for task in rows:
        client = session.get_one(Client, booking.client_id)
        happened, todo = sentences(task, who(client))
        yield f"  Task {task.id}: {happened} {todo}"
