"""`flask departures …`: tours on their days, with seats, guide and group."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import click
from sqlalchemy.orm import Session

from commands import booking_words, typed
from commands.deed import Deed, deed, keyed
from commands.work import choose, of_organization, transaction
from crm import client_details, departures as rules, local_time, money, tours as catalogue
from crm.bookings import people
from crm.models import Client, Tour, TourDeparture

DAYS = 90


@click.group()
def departures() -> None:
    """Add, list and change departures. N is a departure's number."""


@departures.command()
@click.argument("tour")
@click.argument("day", type=typed.DAY)
@click.option("--time", "at", type=typed.CLOCK, metavar="07:30", help="Local; else left open.")
@click.option("--zone", metavar="Asia/Almaty", help="The organization's unless said.")
@click.option("--seats", type=int, metavar="N", help="The tour's unless said.")
@click.option("--price", metavar="AMOUNT", help="A person; the tour's unless said.")
@click.option("--guide", "who", metavar="PHONE|ID", help="A client of kind internal.")
@click.option("--meet", metavar="…", help="Where the group meets.")
@keyed
def add(deed: Deed, tour: str, day: date, **given: Any) -> Iterator[str]:
    """Let TOUR (its number or name) begin on DAY."""
    found = catalogue.find(deed.session, deed.organization, tour)
    price = given["price"]
    wanted = {
        "time": given["at"],
        "timezone": given["zone"],
        "capacity": given["seats"],
        "price": money.parse(price, found.currency) if price else None,
        "guide": _guide(deed, given["who"]),
        "meeting_point": given["meet"],
    }
    made = rules.add(deed.session, deed.organization, found, day, wanted, deed.now)
    yield _said(deed.session, made)


@departures.command(name="list")
@click.option("--from", "since", type=typed.DAY, metavar="DAY", help="Today unless said.")
@click.option("--days", type=int, default=DAYS, show_default=True, help="How many from then on.")
@of_organization
def listed(organization: str | None, since: date | None, days: int) -> None:
    """List departures with the seats that are left."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        first = since or local_time.today(work.now, chosen.timezone)
        found = rules.listed(work.session, chosen, first, first + timedelta(days=days))
        for departure, tour, guide in found:
            click.echo(_line(departure, tour, guide))
        if not found:
            click.echo("No departure then. To add one: flask departures add --help")


@departures.command()
@click.argument("number", type=int, metavar="N")
@of_organization
def show(organization: str | None, number: int) -> None:
    """Show a departure with its bookings."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        departure = rules.find(work.session, chosen, number)
        click.echo(_said(work.session, departure))
        click.echo(f"  Meeting point: {departure.meeting_point or 'not said'}")
        for booking in rules.bookings_of(work.session, departure):
            client = work.session.get_one(Client, booking.client_id)
            click.echo(
                f"  {booking.booking_code}  {booking_words.status(booking.status)}, "
                f"{booking_words.people(booking.num_participants)}, {booking_words.who(client)}"
            )


@departures.command()
@click.argument("number", type=int, metavar="N")
@click.argument("seats", type=int)
@deed
def resize(deed: Deed, number: int, seats: int) -> Iterator[str]:
    """Give it SEATS seats in all."""
    departure = rules.find(deed.session, deed.organization, number)
    rules.resize(deed.session, departure, seats, deed.now)
    deed.session.refresh(departure)
    yield _said(deed.session, departure)


@departures.command()
@click.argument("number", type=int, metavar="N")
@deed
def close(deed: Deed, number: int) -> Iterator[str]:
    """Sell no more seats; the bookings stay."""
    departure = rules.find(deed.session, deed.organization, number)
    rules.close(deed.session, departure, deed.now)
    yield _said(deed.session, departure)


@departures.command()
@click.argument("number", type=int, metavar="N")
@deed
def reopen(deed: Deed, number: int) -> Iterator[str]:
    """Sell seats again."""
    departure = rules.find(deed.session, deed.organization, number)
    rules.reopen(deed.session, departure, deed.now)
    yield _said(deed.session, departure)


@departures.command()
@click.argument("number", type=int, metavar="N")
@click.argument("who", required=False, metavar="[PHONE|ID]")
@deed
def guide(deed: Deed, number: int, who: str | None) -> Iterator[str]:
    """Give it a guide, or with nobody named take the guide off. The guides are told."""
    departure = rules.find(deed.session, deed.organization, number)
    named = _guide(deed, who)
    rules.set_guide(deed.session, deed.organization, departure, named, deed.now)
    yield _said(deed.session, departure)


@departures.command()
@click.argument("number", type=int, metavar="N")
@of_organization
def manifest(organization: str | None, number: int) -> None:
    """List the group: who travels, with whom to speak, and what is still to be paid."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        departure = rules.find(work.session, chosen, number)
        click.echo(_said(work.session, departure))
        for line in _group(work.session, departure):
            click.echo(line)


def _group(session: Session, departure: TourDeparture) -> Iterator[str]:
    count = 0
    for booking in rules.bookings_of(session, departure):
        if booking.status not in ("confirmed", "paid", "completed"):
            continue
        count += booking.num_participants
        client = session.get_one(Client, booking.client_id)
        yield (
            f"  {booking.booking_code}  {booking_words.who(client)}, "
            f"{booking_words.people(booking.num_participants)}. "
            f"{booking_words.money_line(session, booking)}"
        )
        for line in booking_words.travellers(people.listed(session, booking)):
            yield f"  {line}"
    yield f"  {booking_words.people(count)} in the group." if count else "  Nobody yet."


def _guide(deed: Deed, who: str | None) -> int | None:
    return client_details.find(deed.session, deed.organization, who).id if who else None


def _said(session: Session, departure: TourDeparture) -> str:
    tour = session.get_one(Tour, departure.tour_id)
    guide = session.get(Client, departure.guide_id) if departure.guide_id else None
    return _line(departure, tour, guide)


def _line(departure: TourDeparture, tour: Tour, guide: Client | None) -> str:
    when = local_time.departure_text(
        departure.departure_date, departure.departure_time, departure.timezone, "en"
    )
    price = booking_words.amount(departure.price, departure.currency)
    led = f", guide {guide.name}" if guide else ""
    left = departure.capacity - departure.seats_taken
    return (
        f"Departure {departure.id}: {tour.name}, {when}, {departure.status}, {price}, "
        f"{left} of {departure.capacity} seats left{led}"
    )
