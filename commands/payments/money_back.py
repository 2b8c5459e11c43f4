"""Money that goes back: asked for, sent, failed; and a booking's money in and out."""

from collections.abc import Iterator

import click

from commands import booking_words
from commands.deed import Deed, deed, keyed
from commands.payments.group import payments
from commands.work import choose, of_organization, transaction
from crm import local_time, money
from crm.bookings import find
from crm.errors import RefundRefused
from crm.models import Booking, Payment
from crm.payments import record, refunds, settling


@payments.command(name="list")
@click.argument("code")
@of_organization
def listed(organization: str | None, code: str) -> None:
    """List a booking's payments and refunds."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        booking = find.by_code(work.session, chosen.id, code)
        click.echo(f"{booking.booking_code}: {booking_words.money_line(work.session, booking)}")
        for one in record.of_booking(work.session, booking):
            day = local_time.date_text(one.payment_date, "en")
            said = [booking_words.amount(one.amount, one.currency), one.payment_method, day]
            more = [piece for piece in (one.payer_name, one.provider_ref) if piece]
            click.echo(f"  payment {one.id}: {', '.join([*said, one.status, *more])}")
        for back in settling.refunds_of(work.session, booking):
            sum_ = booking_words.amount(back.amount, back.currency)
            click.echo(
                f"  refund {back.id} of payment {back.payment_id}: {sum_}, {back.status}, "
                f"{back.reason}"
            )


@payments.command()
@click.argument("code")
@click.argument("amount")
@click.option("--payment", "number", type=int, metavar="N", help="Of which; needed with several.")
@click.option("--reason", required=True, metavar="…")
@keyed
def refund(deed: Deed, code: str, amount: str, number: int | None, reason: str) -> Iterator[str]:
    """Ask for AMOUNT to be sent back (managers and admins)."""
    booking = deed.booking(code)
    payment = _payment(deed, booking, number)
    row = refunds.request(
        deed.session,
        payment,
        money.parse(amount, booking.currency),
        reason,
        deed.user.id,
        None,
        deed.now,
    )
    yield (
        f"Refund {row.id} of {booking_words.amount(row.amount, row.currency)}: {row.status}. "
        f"Send it, then: flask payments refund-done {row.id} (or refund-failed)"
    )
    yield from booking_words.after(deed.session, booking, booking.status, deed.now)


@payments.command(name="refund-done")
@click.argument("number", type=int)
@deed
def done(deed: Deed, number: int) -> Iterator[str]:
    """Say that refund NUMBER was sent; the client is told."""
    deed.require("refund")
    row = settling.refund(deed.session, deed.organization, number)
    booking = find.locked(deed.session, row.booking_id)
    before = booking.status
    refunds.succeed(deed.session, row, deed.now)
    yield f"Refund {row.id} of {booking_words.amount(row.amount, row.currency)}: {row.status}."
    yield from booking_words.after(deed.session, booking, before, deed.now)


@payments.command(name="refund-failed")
@click.argument("number", type=int)
@click.option("--given-up", is_flag=True, help="It shall not be sent at all.")
@deed
def failed(deed: Deed, number: int, given_up: bool) -> Iterator[str]:
    """Say that refund NUMBER could not be sent; its money can be asked back again."""
    deed.require("refund")
    row = settling.refund(deed.session, deed.organization, number)
    (refunds.cancel if given_up else refunds.fail)(deed.session, row, deed.now)
    yield f"Refund {row.id} of {booking_words.amount(row.amount, row.currency)}: {row.status}."


def _payment(deed: Deed, booking: Booking, number: int | None) -> Payment:
    """The payment meant: named, or the only one with something left."""
    if number is not None:
        found = settling.payment(deed.session, deed.organization, number)
        if found.booking_id != booking.id:
            raise RefundRefused(
                "Payment %(number)s is not one of %(code)s.",
                number=number,
                code=booking.booking_code,
            )
        return found
    left = settling.refundable(deed.session, booking)
    if not left:
        raise RefundRefused(
            "%(code)s has no payment that could be sent back.", code=booking.booking_code
        )
    if len(left) > 1:
        told = ", ".join(
            f"{one.id} ({booking_words.amount(one.amount, one.currency)})" for one in left
        )
        raise RefundRefused(
            "It has several payments. Say which with --payment: %(told)s.", told=told
        )
    return left[0]
