"""The schedule of a booking: seen, agreed anew, a part given more time or waived."""

import json
from collections.abc import Iterator
from datetime import date

import click

from commands import booking_words, typed
from commands.deed import Deed, deed
from commands.payments import schedule_words
from commands.payments.group import payments
from commands.work import choose, of_organization, transaction
from crm.bookings import find, terms
from crm.models import Booking
from crm.payments import schedule as rules


@payments.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@of_organization
def schedule(organization: str | None, code: str, as_json: bool) -> None:
    """Show by which days a booking is to be paid, and what is."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        booking = find.by_code(work.session, chosen.id, code)
        if as_json:
            shown = rules.view(work.session, booking)
            click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
            return
        click.echo(f"{booking.booking_code}: {booking_words.money_line(work.session, booking)}")
        for line in schedule_words.parts(work.session, booking):
            click.echo(line)


@payments.command(name="set-schedule")
@click.argument("code")
@click.argument("parts", nargs=-1, required=True, metavar="'AMOUNT on DAY'…")
@deed
def agree(deed: Deed, code: str, parts: tuple[str, ...]) -> Iterator[str]:
    """Agree on other parts and days for what is not paid: '225000 on 2027-05-12' …"""
    booking = deed.booking(code)
    agreed = [typed.part(one, booking.currency) for one in parts]
    terms.agree(deed.session, booking, agreed, deed.actor, deed.now)
    yield from _after(deed, booking)


@payments.command()
@click.argument("code")
@click.argument("number", type=int)
@click.argument("day", type=typed.DAY)
@deed
def reschedule(deed: Deed, code: str, number: int, day: date) -> Iterator[str]:
    """Give the client until DAY for part NUMBER; seats are kept as long."""
    booking = deed.booking(code)
    part = terms.part(deed.session, booking, number)
    terms.give_time(deed.session, booking, part, day, deed.actor, deed.now)
    yield from _after(deed, booking)


@payments.command()
@click.argument("code")
@click.argument("number", type=int)
@deed
def waive(deed: Deed, code: str, number: int) -> Iterator[str]:
    """Ask no more for what is unpaid of part NUMBER (managers and admins)."""
    booking = deed.booking(code)
    part = terms.part(deed.session, booking, number)
    terms.waive(deed.session, booking, part, deed.actor, deed.now)
    yield from _after(deed, booking)


def _after(deed: Deed, booking: Booking) -> Iterator[str]:
    yield from booking_words.after(deed.session, booking, booking.status, deed.now)
    yield from schedule_words.parts(deed.session, booking)
