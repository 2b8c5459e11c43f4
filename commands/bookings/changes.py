"""Changing what is held or confirmed: more or fewer people, another departure, another price."""

from collections.abc import Iterator

import click

from commands import booking_words, typed
from commands.bookings.group import bookings
from commands.deed import Deed, deed
from crm import departures, money
from crm.bookings import change, people as travellers


@bookings.command()
@click.argument("code")
@click.argument("count", type=int)
@deed
def people(deed: Deed, code: str, count: int) -> Iterator[str]:
    """Make it a booking for COUNT people; seats and price follow."""
    booking = deed.booking(code)
    before = booking.status
    change.participants(deed.session, booking, count, deed.actor, deed.now)
    yield from booking_words.after(deed.session, booking, before, deed.now)


@bookings.command()
@click.argument("code")
@click.argument("departure", type=int)
@deed
def move(deed: Deed, code: str, departure: int) -> Iterator[str]:
    """Move it to another DEPARTURE; its price follows."""
    booking = deed.booking(code)
    before = booking.status
    to = departures.find(deed.session, deed.organization, departure)
    change.departure(deed.session, booking, to, deed.actor, deed.now)
    yield from booking_words.after(deed.session, booking, before, deed.now)


@bookings.command(context_settings={"ignore_unknown_options": True})
@click.argument("code")
@click.argument("amount")
@click.option("--for", "title", required=True, metavar="…", help="What for; the client reads it.")
@deed
def adjust(deed: Deed, code: str, amount: str, title: str) -> Iterator[str]:
    """Add AMOUNT to the price, or take it away: -5000."""
    booking = deed.booking(code)
    before = booking.status
    more = money.parse(amount, booking.currency)
    change.adjust(deed.session, booking, more, title, deed.actor, deed.now)
    yield from booking_words.after(deed.session, booking, before, deed.now)


@bookings.command()
@click.argument("code")
@click.option(
    "--add",
    "added",
    multiple=True,
    metavar="'NAME, RELATIONSHIP, AGE'",
    help="Somebody who travels; may be repeated.",
)
@click.option("--remove", "removed", type=int, multiple=True, metavar="N", help="By number.")
@deed
def participants(
    deed: Deed, code: str, added: tuple[str, ...], removed: tuple[int, ...]
) -> Iterator[str]:
    """Show who travels by name; name more of them, or take names off."""
    booking = deed.booking(code)
    for number in sorted(set(removed), reverse=True):
        name = travellers.remove(deed.session, booking, number)
        yield f"{name} is off the list."
    if added:
        named = [typed.person(one) for one in added]
        travellers.add(deed.session, booking, named, deed.now)
    known = travellers.listed(deed.session, booking)
    yield f"{booking.booking_code}: {len(known)} of {booking.num_participants} are named."
    yield from booking_words.travellers(known)
