"""A quote: a booking without seats, whose price may still change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import booking_code, leads, local_time, seats, timezone
from crm.bookings import items, machine, pricing
from crm.bookings.line import Line
from crm.bookings.machine import Actor
from crm.errors import StepRefused, ValueRefused
from crm.models import (
    Booking,
    BookingItem,
    BookingParticipant,
    Client,
    Conversation,
    Organization,
    Tour,
    TourDeparture,
)
from crm.models.booking import LIVE

MOST_PEOPLE = 500
MOST_TRIES = 20


@dataclass(frozen=True)
class Wish:
    """What a client wants: a departure, or a trip of their own made of lines."""

    people: int
    departure: TourDeparture | None = None
    lines: Sequence[Line] = ()
    """Beside the departure's own price."""
    title: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    currency: str | None = None
    timezone: str | None = None


def create(
    session: Session,
    organization: Organization,
    client: Client,
    wish: Wish,
    actor: Actor,
    now: datetime,
) -> Booking:
    """Quote a client; the first version of the price. No seats are taken.

    It belongs to the client's open lead, or to a new one. Raises ValueRefused, ItemRefused,
    AmountRefused or StepRefused.
    """
    lines = _lines(session, organization, wish)
    lead = leads.for_booking(session, client, now)
    _require_no_other(session, lead.id)
    values = {
        **_terms(session, organization, wish, lines, now),
        "organization_id": organization.id,
        "client_id": client.id,
        "lead_id": lead.id,
        "conversation_id": _conversation(session, client.id),
        "created_by": actor.user_id,
        "created_at": now,
    }
    booking = session.get_one(Booking, _insert(session, values))
    for line in lines:
        items.add(session, booking, line, now)
    _snapshot(session, booking)
    _primary(session, booking, client, now)
    machine.write_event(session, booking, "create", None, actor, now)
    return booking


def change(
    session: Session,
    booking: Booking,
    organization: Organization,
    wish: Wish,
    actor: Actor,
    now: datetime,
) -> None:
    """Quote the same booking anew, with a fresh time until which the price is good."""
    machine.require(booking, "change_quote")
    lines = _lines(session, organization, wish)
    terms = _terms(session, organization, wish, lines, now)
    session.execute(delete(BookingItem).where(BookingItem.booking_id == booking.id))
    for name, value in terms.items():
        setattr(booking, name, value)
    session.flush()
    for line in lines:
        items.add(session, booking, line, now)
    _snapshot(session, booking)
    machine.step(session, booking, "change_quote", "quote", actor, now)


def _terms(
    session: Session,
    organization: Organization,
    wish: Wish,
    lines: Sequence[Line],
    now: datetime,
) -> dict[str, object]:
    """What is quoted: trip, days, people, price, and until when it is good."""
    total, currency = items.total(lines), _currency(wish, organization)
    return {
        **_where(wish, organization, now),
        "tour_departure_id": wish.departure.id if wish.departure else None,
        "title": _title(session, wish),
        "num_participants": wish.people,
        "total_amount": total,
        "deposit_amount": pricing.deposit(total, organization, currency),
        "currency": currency,
        "quote_valid_until": now + timedelta(days=organization.quote_valid_days),
        "updated_at": now,
    }


def _lines(session: Session, organization: Organization, wish: Wish) -> list[Line]:
    """The departure's price a person, then the lines asked for, all checked."""
    if not 0 < wish.people <= MOST_PEOPLE:
        raise ValueRefused("A booking is for 1 to %(most)s people.", most=MOST_PEOPLE)
    currency = _currency(wish, organization)
    own = []
    if wish.departure is not None:
        tour = session.get_one(Tour, wish.departure.tour_id)
        own = [Line("tour", tour.name, wish.departure.price, quantity=wish.people)]
    lines = [items.check(line, currency) for line in [*own, *wish.lines]]
    if not lines:
        raise ValueRefused("Say what is booked: a departure, or at least one line.")
    if items.total(lines) < 0:
        raise ValueRefused("The discounts are more than the price.")
    return lines


def _where(wish: Wish, organization: Organization, now: datetime) -> dict[str, object]:
    """First and last day and their zone. Raises ValueRefused for a past or reversed one."""
    if wish.departure is not None:
        departure = wish.departure
        reason = seats.shut(departure, now)
        if reason is not None:
            raise StepRefused(reason, hint="`flask departures list` shows the others.")
        return {
            "start_date": departure.departure_date,
            "end_date": departure.end_date,
            "timezone": departure.timezone,
        }
    start = wish.start_date or min(
        (line.starts_local.date() for line in wish.lines if line.starts_local), default=None
    )
    if start is None:
        raise ValueRefused("A trip without a departure needs its first day.")
    end = wish.end_date or max(
        (line.ends_local.date() for line in wish.lines if line.ends_local), default=start
    )
    zone = timezone.named(wish.timezone) if wish.timezone else organization.timezone
    if start < local_time.today(now, zone):
        raise ValueRefused("%(day)s has passed. Name a day to come.", day=start)
    if end < start:
        raise ValueRefused("The trip ends (%(day)s) before it begins.", day=end)
    return {"start_date": start, "end_date": end, "timezone": zone}


def _currency(wish: Wish, organization: Organization) -> str:
    if wish.departure is None:
        return wish.currency or organization.default_currency
    if wish.currency not in (None, wish.departure.currency):
        raise ValueRefused(
            "The departure is priced in %(priced_in)s, not in %(currency)s. One booking has one "
            "currency.",
            priced_in=wish.departure.currency,
            currency=wish.currency,
        )
    return wish.departure.currency


def _title(session: Session, wish: Wish) -> str:
    if wish.title and wish.title.strip():
        return wish.title.strip()
    if wish.departure is not None:
        return session.get_one(Tour, wish.departure.tour_id).name
    return wish.lines[0].title


def _require_no_other(session: Session, lead_id: int) -> None:
    other = session.scalar(
        select(Booking).where(Booking.lead_id == lead_id, Booking.status.in_((*LIVE, "completed")))
    )
    if other is not None:
        raise StepRefused(
            "The lead already has booking %(booking_code)s. Change that one, or cancel it first.",
            booking_code=other.booking_code,
            status=other.status,
        )


def _insert(session: Session, values: dict[str, object]) -> int:
    """Write the booking under a code that nobody has."""
    prefix = booking_code.prefix_of(str(values["title"]))
    for _ in range(MOST_TRIES):
        created: int | None = session.scalar(
            insert(Booking)
            .values(booking_code=booking_code.new(prefix), **values)
            .on_conflict_do_nothing(index_elements=["booking_code"])
            .returning(Booking.id)
        )
        if created is not None:
            return created
    raise AssertionError("no free booking code in twenty draws")


def _snapshot(session: Session, booking: Booking) -> None:
    booking.price_snapshot = pricing.snapshot(
        items.of(session, booking),
        booking.total_amount,
        booking.deposit_amount,
        booking.num_participants,
        booking.currency,
    )
    session.flush()


def _primary(session: Session, booking: Booking, client: Client, now: datetime) -> None:
    """The client travels, until somebody says otherwise."""
    session.add(
        BookingParticipant(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            client_id=client.id,
            first_name=client.name,
            is_primary=True,
            created_at=now,
        )
    )
    session.flush()


def _conversation(session: Session, client_id: int) -> int | None:
    return session.scalar(
        select(Conversation.id)
        .where(Conversation.client_id == client_id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
    )
