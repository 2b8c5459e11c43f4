"""`flask departures cancel`: a whole departure, booking by booking, safe to run again."""

from collections.abc import Iterator
from functools import partial

import click

from commands import booking_words
from commands.deed import Deed, by_user, carry_out
from commands.departures import departures
from commands.work import of_organization
from crm import departures as rules
from crm.bookings import call_off, find
from crm.models import Client
from crm.payments import standing


@departures.command()
@click.argument("number", type=int, metavar="N")
@click.option("--reason", required=True, metavar="…", help="The clients read it.")
@click.option("--yes", is_flag=True, help="Do it; without, only what would happen is shown.")
@by_user
@of_organization
def cancel(
    organization: str | None, acting: str | None, number: int, reason: str, yes: bool
) -> None:
    """Cancel a departure with all its bookings (managers and admins).

    First no more seats are sold, then each booking is cancelled, then the departure. Run it
    again if it was interrupted.
    """
    for line in carry_out(organization, acting, lambda deed: list(_preview(deed, number))):
        click.echo(line)
    if not yes:
        click.echo("Nothing has changed. To do it, the same with --yes.")
        return
    for booking_id in carry_out(organization, acting, lambda deed: _begin(deed, number)):
        work = partial(_cancel, number=number, booking_id=booking_id, reason=reason)
        done = carry_out(organization, acting, work)
        for line in done:
            click.echo(line)
    click.echo(carry_out(organization, acting, lambda deed: _finish(deed, number)))


def _preview(deed: Deed, number: int) -> Iterator[str]:
    deed.require("cancel_departure")
    departure = rules.find(deed.session, deed.organization, number)
    bookings = rules.bookings_of(deed.session, departure)
    for booking in bookings:
        client = deed.session.get_one(Client, booking.client_id)
        paid = booking_words.amount(standing.of(deed.session, booking).paid, booking.currency)
        yield (
            f"{booking.booking_code}  {booking_words.status(booking.status)}, "
            f"{booking_words.people(booking.num_participants)}, {booking_words.who(client)}: "
            f"{paid} to send back"
        )
    if not bookings:
        yield "Nobody has a seat on it."


def _begin(deed: Deed, number: int) -> list[int]:
    departure = rules.find(deed.session, deed.organization, number)
    return call_off.begin(deed.session, departure, deed.actor, deed.now)


def _cancel(deed: Deed, number: int, booking_id: int, reason: str) -> list[str]:
    departure = rules.find(deed.session, deed.organization, number)
    before = find.locked(deed.session, booking_id).status
    booking = call_off.cancel_one(deed.session, departure, booking_id, reason, deed.actor, deed.now)
    if booking is None:
        return []
    return list(booking_words.after(deed.session, booking, before, deed.now))


def _finish(deed: Deed, number: int) -> str:
    departure = rules.find(deed.session, deed.organization, number)
    call_off.finish(deed.session, departure, deed.actor, deed.now)
    return f"Departure {number} is cancelled."
