"""The steps of a booking: offered, held, asked to pay, confirmed, cancelled, completed."""

from collections.abc import Iterator

import click

import now
from commands import booking_words, typed
from commands.bookings.group import bookings
from commands.deed import Deed, deed, keyed
from commands.work import opened, refusals
from crm import local_time, money, retry
from crm.bookings import (
    cancel as cancelling,
    complete as completing,
    confirm as confirming,
    expire as expiring,
    hold as holding,
    offer as offering,
    request as requesting,
)
from crm.payments import schedule
from crm.reminders import plan as reminders

BATCH = 100


@bookings.command()
@click.argument("code")
@keyed
def offer(deed: Deed, code: str) -> Iterator[str]:
    """Send the client the quote, with a link to its page."""
    booking = deed.booking(code)
    offering.send(deed.session, booking, deed.actor, deed.now)
    yield from booking_words.after(deed.session, booking, "quote", deed.now)


@bookings.command()
@click.argument("code")
@keyed
def hold(deed: Deed, code: str) -> Iterator[str]:
    """Hold the seats of a quote until a deadline; its price is frozen."""
    booking = deed.booking(code)
    before = booking.status
    holding.place(deed.session, booking, deed.actor, deed.now)
    yield from booking_words.after(deed.session, booking, before, deed.now)


@bookings.command()
@click.argument("code")
@click.option(
    "--part",
    "parts",
    multiple=True,
    metavar="'AMOUNT on DAY'",
    help="A schedule of one's own, a part each; the usual deposit and balance unless said.",
)
@keyed
def request(deed: Deed, code: str, parts: tuple[str, ...]) -> Iterator[str]:
    """Ask the client of a hold to pay; writes the schedule."""
    booking = deed.booking(code)
    before = booking.status
    own = None
    if parts:
        agreed = [typed.part(one, booking.currency) for one in parts]
        today = local_time.today(deed.now, deed.organization.timezone)
        own = schedule.custom(agreed, booking, today)
    requesting.request_payment(deed.session, booking, deed.actor, deed.now, own)
    yield from booking_words.after(deed.session, booking, before, deed.now)


@bookings.command()
@click.argument("code")
@keyed
def confirm(deed: Deed, code: str) -> Iterator[str]:
    """Confirm a quote without a deposit (managers and admins)."""
    booking = deed.booking(code)
    before = booking.status
    confirming.by_agent(deed.session, booking, deed.actor, deed.now)
    yield from booking_words.after(deed.session, booking, before, deed.now)


@bookings.command()
@click.argument("code")
@click.option("--reason", required=True, metavar="…", help="For the house; clients do not see it.")
@click.option(
    "--by", type=click.Choice(["client", "operator"]), default="client", help="Who wants it."
)
@click.option("--fee", metavar="AMOUNT", help="Of what was paid, so much is kept.")
@deed
def cancel(deed: Deed, code: str, reason: str, by: str, fee: str | None) -> Iterator[str]:
    """Cancel a booking; its seats are free at once."""
    booking = deed.booking(code)
    before = booking.status
    kept = money.parse(fee or "0", booking.currency)
    done = cancelling.cancel(deed.session, booking, by, reason, deed.actor, deed.now, fee=kept)
    yield from booking_words.after(deed.session, booking, before, deed.now)
    if done.refund_due > 0:
        yield f"  To be sent back: {booking_words.amount(done.refund_due, booking.currency)}."


@bookings.command()
@click.argument("code")
@deed
def complete(deed: Deed, code: str) -> Iterator[str]:
    """Complete a booking whose trip is over. The clock does it too."""
    booking = deed.booking(code)
    before = booking.status
    completing.complete(deed.session, booking, deed.actor, deed.now)
    reminders.plan(deed.session, booking, deed.now)
    yield from booking_words.after(deed.session, booking, before, deed.now)


@bookings.command()
def expire() -> None:
    """Give back the seats of holds whose time is over, now. The clock does it too."""
    done = 0
    with opened() as runtime, refusals():
        while found := retry.transaction(
            runtime.sessions, lambda session: expiring.expire_due(session, now.utc(), BATCH)
        ):
            done += found
    click.echo(f"{done} expired." if done else "No hold's time is over.")
