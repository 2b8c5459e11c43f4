"""Money that has come: recorded by hand, and what clients say they have paid."""

from collections.abc import Iterator
from datetime import date

import click

from commands import booking_words, typed
from commands.deed import Deed, deed, keyed
from commands.payments.group import payments
from commands.work import choose, of_organization, transaction
from crm import local_time, money
from crm.models import Booking, Client, Payment, PaymentClaim
from crm.models.money import METHODS
from crm.payments import claims as rules, record as recording, settling
from crm.payments.record import Incoming


@payments.command()
@click.argument("code")
@click.argument("amount")
@click.option("--method", type=click.Choice(METHODS), default="kaspi", show_default=True)
@click.option("--on", "day", type=typed.DAY, metavar="DAY", help="When it came; today unless said.")
@click.option("--payer", metavar="…", help="In whose name it came.")
@click.option("--ref", "reference", metavar="…", help="The bank's own number of it.")
@click.option("--currency", metavar="…", help="Checked: the booking's.")
@keyed
def record(
    deed: Deed,
    code: str,
    amount: str,
    method: str,
    day: date | None,
    **details: str | None,
) -> Iterator[str]:
    """Record AMOUNT that has come for a booking. Enough of it confirms the booking."""
    booking = deed.booking(code)
    currency = money.named(details["currency"] or booking.currency)
    incoming = Incoming(
        amount=money.parse(amount, currency),
        currency=currency,
        payment_date=day or local_time.today(deed.now, deed.organization.timezone),
        method=method,
        provider="agent",
        provider_ref=details["reference"],
        payer_name=details["payer"],
        recorded_by=deed.user.id,
    )
    done = recording.receive(deed.session, booking.id, [incoming], deed.actor, deed.now)
    for payment in done.payments:
        yield (
            f"Payment {payment.id}: {booking_words.amount(payment.amount, payment.currency)} "
            f"by {method}, {local_time.date_text(payment.payment_date, 'en')}."
        )
    if not done.payments:
        yield "That payment was recorded before; nothing has changed."
    yield from booking_words.after(deed.session, done.booking, done.status_before, deed.now)


@payments.command()
@click.option("--all", "every", is_flag=True, help="The settled ones too.")
@of_organization
def claims(organization: str | None, every: bool) -> None:
    """List what clients say they have paid."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        found = settling.claims(work.session, chosen, every=every)
        for claim, booking, client in found:
            click.echo(_claim(claim, booking, client))
            if claim.status == "open":
                click.echo(
                    f"    Came: flask payments record {booking.booking_code} AMOUNT, which "
                    f"settles it, or flask payments match {claim.id} PAYMENT. "
                    f"Did not: flask payments reject {claim.id}"
                )
        if not found:
            click.echo("Nobody waits for an answer to “I have paid”.")


@payments.command()
@click.argument("claim", type=int)
@click.argument("payment", type=int)
@deed
def match(deed: Deed, claim: int, payment: int) -> Iterator[str]:
    """Say that PAYMENT is what CLAIM meant; both by number."""
    found = settling.claim(deed.session, deed.organization, claim)
    paid = settling.payment(deed.session, deed.organization, payment)
    rules.match(deed.session, found, paid, deed.user.id, deed.now)
    yield f"Claim {claim} is settled by payment {payment}: {_paid(paid)}."


@payments.command()
@click.argument("claim", type=int)
@deed
def reject(deed: Deed, claim: int) -> Iterator[str]:
    """Say that no such money came; the client is asked for the receipt."""
    found = settling.claim(deed.session, deed.organization, claim)
    booking = deed.session.get_one(Booking, found.booking_id)
    rules.reject(deed.session, found, deed.user.id, deed.now)
    yield f"Claim {claim} is rejected."
    yield from booking_words.after(deed.session, booking, booking.status, deed.now)


def _claim(claim: PaymentClaim, booking: Booking, client: Client) -> str:
    receipt = ", with a receipt" if claim.receipt_key else ""
    return (
        f"{claim.id}  {claim.status} since {claim.opened_at:%Y-%m-%d %H:%M} UTC: "
        f"{booking_words.who(client)} for {booking.booking_code}, by {claim.source}{receipt}"
    )


def _paid(payment: Payment) -> str:
    return booking_words.amount(payment.amount, payment.currency)
