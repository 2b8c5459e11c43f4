"""`flask payments ledger`: the books of the organization, or of one booking."""

from collections import defaultdict
from decimal import Decimal

import click
from sqlalchemy.orm import Session

from commands import booking_words
from commands.payments.group import payments
from commands.work import choose, of_organization, transaction
from crm.bookings import find
from crm.models import Booking, Organization
from crm.payments import journal, ledger as rules


@payments.command()
@click.argument("code", required=False)
@of_organization
def ledger(organization: str | None, code: str | None) -> None:
    """Show what all accounts hold, or with a CODE every posting of a booking."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        if code is None:
            _trial(work.session, chosen)
        else:
            _postings(work.session, find.by_code(work.session, chosen.id, code))


def _trial(session: Session, organization: Organization) -> None:
    sides: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for line in rules.trial(session, organization):
        sides[line.currency][0] += line.debits
        sides[line.currency][1] += line.credits
        _row(line.code, line.debits, line.credits, line.currency)
    for currency, (debits, credits_) in sides.items():
        _row("both sides", debits, credits_, currency)
    if not sides:
        click.echo("Nothing has been posted.")


def _postings(session: Session, booking: Booking) -> None:
    entries = journal.of(session, booking)
    for posting, account, entry in entries:
        sum_ = booking_words.amount(entry.amount, entry.currency)
        memo = f"  {posting.memo}" if posting.memo else ""
        click.echo(
            f"{posting.occurred_at:%Y-%m-%d %H:%M}  {posting.kind:<10}  {entry.type:<6}  "
            f"{account.code:<26}{sum_}{memo}"
        )
    if not entries:
        click.echo(f"Nothing has been posted for {booking.booking_code}.")
        return
    held = booking_words.amount(rules.balance(session, booking, rules.RECEIVABLE), booking.currency)
    click.echo(f"{rules.RECEIVABLE} holds {held}.")


def _row(code: str, debits: Decimal, credits_: Decimal, currency: str) -> None:
    click.echo(
        f"{code:<26}debit {booking_words.amount(debits, currency)}, "
        f"credit {booking_words.amount(credits_, currency)}"
    )
