"""Looking at bookings: the list, and one of them whole."""

import json
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from commands import booking_words
from commands.bookings.group import bookings
from commands.payments import schedule_words
from commands.work import choose, of_organization, transaction
from crm import client_details
from crm.bookings import find, items, listing, people
from crm.bookings.listing import Wanted
from crm.models import Booking, BookingEvent, Organization
from crm.models.booking import LIVE, STATUSES


@bookings.command(name="list")
@click.option(
    "--status", "statuses", type=click.Choice(STATUSES), multiple=True, help="May be repeated."
)
@click.option("--live", is_flag=True, help="Those that can still be paid, changed or cancelled.")
@click.option("--client", "who", metavar="PHONE|ID", help="Of one client.")
@click.option("--departure", type=int, metavar="N", help="Of one departure.")
@click.option("--attention", is_flag=True, help="Those that a person must look at.")
@of_organization
def listed(
    organization: str | None,
    statuses: tuple[str, ...],
    live: bool,
    who: str | None,
    departure: int | None,
    attention: bool,
) -> None:
    """List bookings, the latest first."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        client = client_details.find(work.session, chosen, who) if who else None
        wanted = Wanted(
            statuses or (LIVE if live else ()), client.id if client else None, departure, attention
        )
        found = listing.listed(work.session, chosen, wanted)
        for booking, owner in found:
            total = booking_words.amount(booking.total_amount, booking.currency)
            click.echo(
                f"{booking.booking_code}  {booking_words.status(booking.status):<15}  "
                f"{booking.start_date}  {booking_words.people(booking.num_participants)}, "
                f"{total}  {booking.title}, {booking_words.who(owner)}"
                + (
                    f"  [{booking_words.status(booking.needs_attention)}]"
                    if booking.needs_attention
                    else ""
                )
            )
        if not found:
            click.echo("No booking. To make one: flask bookings quote --help")


@bookings.command()
@click.argument("code")
@of_organization
def show(organization: str | None, code: str) -> None:
    """Show a booking with its lines, people, schedule and history."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        booking = find.by_code(work.session, chosen.id, code)
        click.echo(f"{booking.booking_code}: {booking_words.status(booking.status)}.")
        for line in booking_words.facts(work.session, booking, chosen):
            click.echo(line)
        for part in (_lines, _people, _schedule, _history):
            for line in part(work.session, booking, chosen):
                click.echo(line)


def _lines(session: Session, booking: Booking, organization: Organization) -> Iterator[str]:
    del organization
    yield "Lines"
    for number, row in enumerate(items.of(session, booking), start=1):
        said = [f"  {number}. {row.kind}: {row.title}"]
        price = booking_words.amount(row.amount, row.currency)
        if row.quantity > 1:
            price += f" ({row.quantity} x {booking_words.amount(row.unit_price, row.currency)})"
        said.append(price)
        if row.starts_local:
            said.append(f"{row.starts_local:%Y-%m-%d %H:%M}")
        ends = [row.from_iata or row.from_place, row.to_iata or row.to_place]
        if any(ends):
            said.append("–".join(end for end in ends if end))
        if row.provider:
            said.append(row.provider)
        if row.provider_ref:
            said.append(f"reference {row.provider_ref}")
        if row.details:
            said.append(json.dumps(row.details, ensure_ascii=False))
        if row.kind not in ("fee", "tax", "discount", "adjustment"):
            said.append(row.status)
        yield ", ".join(said)


def _people(session: Session, booking: Booking, organization: Organization) -> Iterator[str]:
    del organization
    yield "People"
    yield from booking_words.travellers(people.listed(session, booking))


def _schedule(session: Session, booking: Booking, organization: Organization) -> Iterator[str]:
    del organization
    yield "Schedule"
    yield from schedule_words.parts(session, booking)


def _history(session: Session, booking: Booking, organization: Organization) -> Iterator[str]:
    yield "History"
    for event in listing.history(session, booking):
        at = event.at.astimezone(ZoneInfo(organization.timezone))
        yield f"  {at:%Y-%m-%d %H:%M}  {_event(event)}"


def _event(event: BookingEvent) -> str:
    moved = booking_words.status(event.to_status)
    if event.from_status and event.from_status != event.to_status:
        moved = f"{booking_words.status(event.from_status)} → {moved}"
    facts = f"  {json.dumps(event.data, ensure_ascii=False)}" if event.data else ""
    return f"{booking_words.status(event.event)} by {event.actor}: {moved}{facts}"
