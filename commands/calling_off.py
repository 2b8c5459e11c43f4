"""`flask departures cancel`: a whole departure with its bookings, or nothing."""

from collections.abc import Iterator

import click

from commands import booking_words
from commands.deed import Deed, by_user, carry_out
from commands.departures import departures
from commands.work import of_organization
from crm import departures as rules
from crm.bookings import call_off
from crm.bookings.shown import Consent


@departures.command()
@click.argument("number", type=int, metavar="N")
@click.option("--reason", required=True, metavar="…", help="For the house; clients do not see it.")
@click.option("--yes", is_flag=True, help="Do it; without, only what would happen is shown.")
@by_user
@of_organization
def cancel(
    organization: str | None, acting: str | None, number: int, reason: str, yes: bool
) -> None:
    """Cancel a departure with all its bookings (managers and admins)."""
    for line in carry_out(organization, acting, lambda deed: list(_preview(deed, number))):
        click.echo(line)
    if not yes:
        click.echo("Nothing has changed. To do it, the same with --yes.")
        return
    for line in carry_out(
        organization, acting, lambda deed: deed.noted(_cancel(deed, number, reason))
    ):
        click.echo(line)


def _preview(deed: Deed, number: int) -> Iterator[str]:
    deed.require("cancel_departure")
    departure = rules.find(deed.session, deed.organization, number)
    plan = call_off.plan(deed.session, departure)
    for party in plan.parties:
        booking = party.booking
        paid = booking_words.amount(call_off.gets_back(party), booking.currency)
        yield (
            f"{booking.booking_code}  {booking_words.status(booking.status)}, "
            f"{booking_words.people(booking.num_participants)}, "
            f"{booking_words.who(party.client)}: {paid} to send back"
        )
    if not plan.parties:
        yield "Nobody has booked it."


def _cancel(deed: Deed, number: int, reason: str) -> Iterator[str]:
    departure = rules.find(deed.session, deed.organization, number)
    seen = call_off.plan(deed.session, departure)
    before = {party.booking.id: party.booking.status for party in seen.parties}
    consent = Consent(seen.mark, seen.code or "")
    done = call_off.carry_out(deed.session, departure, consent, reason, deed.actor, deed.now)
    for party in done.parties:
        yield from booking_words.after(
            deed.session, party.booking, before[party.booking.id], deed.now
        )
    yield f"Departure {number} is cancelled."
