"""`flask payments reminders …`: what is planned to remind a client, and what an agent does."""

from collections.abc import Iterator
from datetime import date

import click

from commands import booking_words, typed
from commands.deed import Deed, deed
from commands.payments.group import payments
from commands.work import choose, of_organization, transaction
from crm.bookings import find, terms
from crm.models import Booking, PaymentInstallment, PaymentReminder
from crm.payments import settling
from crm.reminders import by_hand


@payments.group()
def reminders() -> None:
    """See planned reminders; skip one, put it off, send one now. N is its number."""


@reminders.command(name="list")
@click.argument("code")
@of_organization
def listed(organization: str | None, code: str) -> None:
    """List the reminders of a booking."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        booking = find.by_code(work.session, chosen.id, code)
        found = by_hand.of_booking(work.session, booking)
        for row in found:
            part = work.session.get_one(PaymentInstallment, row.installment_id)
            why = f" ({row.skip_reason.replace('_', ' ')})" if row.skip_reason else ""
            click.echo(
                f"{row.id}  {booking_words.moment(row.scheduled_at, chosen)}  {row.template_name}, "
                f"part {part.seq} of {booking_words.amount(part.amount, part.currency)}: "
                f"{row.status}{why}"
            )
        if not found:
            click.echo(f"No reminder of {booking.booking_code} is planned.")


@reminders.command()
@click.argument("number", type=int, metavar="N")
@deed
def skip(deed: Deed, number: int) -> Iterator[str]:
    """Do not send this one; the others stay."""
    row, _ = _locked(deed, number)
    by_hand.skip(deed.session, row, deed.now)
    yield f"Reminder {number} is skipped."


@reminders.command()
@click.argument("number", type=int, metavar="N")
@click.argument("day", type=typed.DAY)
@deed
def snooze(deed: Deed, number: int, day: date) -> Iterator[str]:
    """Put it off to DAY."""
    row, booking = _locked(deed, number)
    at = by_hand.snooze(deed.session, booking, row, day, deed.now)
    yield f"Reminder {number} goes at {booking_words.moment(at, deed.organization)}."


@reminders.command(name="send-now")
@click.argument("code")
@click.argument("part", type=int)
@deed
def send_now(deed: Deed, code: str, part: int) -> Iterator[str]:
    """Remind of PART now, beside the plan; at night it goes in the morning."""
    booking = deed.booking(code)
    installment = terms.part(deed.session, booking, part)
    row, at = by_hand.send_now(deed.session, booking, installment, deed.now)
    when = "now" if at <= deed.now else f"at {booking_words.moment(at, deed.organization)}"
    yield f"Reminder {row.id}: {row.template_name}, {when}."


def _locked(deed: Deed, number: int) -> tuple[PaymentReminder, Booking]:
    """The reminder, its booking locked before it."""
    row, booking_id = settling.reminder(deed.session, deed.organization, number)
    return row, find.locked(deed.session, booking_id)
