"""`flask bookings item …`: the lines of a booking, with what their providers say."""

from collections.abc import Iterator
from dataclasses import replace

import click

from commands import booking_words
from commands.bookings import item_text
from commands.bookings.group import bookings
from commands.deed import Deed, deed
from crm.bookings import again, quote, services
from crm.bookings.quote import Wish
from crm.models import Booking


@bookings.group()
def item() -> None:
    """Add lines to a quote, take them off; note what a provider confirmed.

    Once seats are held the price is frozen: then use `flask bookings adjust`.
    """


@item.command()
@click.argument("code")
@click.argument("line")
@deed
def add(deed: Deed, code: str, line: str) -> Iterator[str]:
    """Add a LINE to a quote: 'transfer: From the airport; 12000; starts=2027-05-12 13:00'."""
    booking = deed.booking(code)
    wish = again.wish(deed.session, booking)
    more = item_text.lines([line], None, booking.currency)
    _quote(deed, booking, replace(wish, lines=[*wish.lines, *more]))
    yield from booking_words.after(deed.session, booking, "quote", deed.now)


@item.command()
@click.argument("code")
@click.argument("number", type=int)
@deed
def remove(deed: Deed, code: str, number: int) -> Iterator[str]:
    """Take line NUMBER off a quote."""
    booking = deed.booking(code)
    services.find(deed.session, booking, number)
    wish = again.wish(deed.session, booking)
    index = number - 1 - (booking.tour_departure_id is not None)
    if index < 0:
        raise click.ClickException("That line is the departure itself. Quote another one.")
    _quote(deed, booking, replace(wish, lines=[*wish.lines[:index], *wish.lines[index + 1 :]]))
    yield from booking_words.after(deed.session, booking, "quote", deed.now)


@item.command()
@click.argument("code")
@click.argument("number", type=int)
@click.option("--ref", "reference", metavar="…", help="Their reference: a PNR, a number.")
@click.option("--provider", metavar="…", help="Who provides it.")
@deed
def confirm(
    deed: Deed, code: str, number: int, reference: str | None, provider: str | None
) -> Iterator[str]:
    """Note that the provider of line NUMBER has confirmed it."""
    booking = deed.booking(code)
    row = services.find(deed.session, booking, number)
    services.confirm(booking, row, provider, reference, deed.now)
    said = [f"{booking.booking_code}: {row.title} is confirmed"]
    if row.provider_ref:
        said.append(f"reference {row.provider_ref}")
    yield ", ".join(said) + "."


def _quote(deed: Deed, booking: Booking, wish: Wish) -> None:
    quote.change(deed.session, booking, deed.organization, wish, deed.actor, deed.now)
