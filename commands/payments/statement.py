"""`flask payments import`: a bank's statement, shown line by line before it is applied."""

from pathlib import Path

import click

import now
from commands.deed import Deed, by_user, carry_out
from commands.payments.group import payments
from commands.work import of_organization, opened, refusals
from crm import money
from crm.bookings.machine import Actor
from crm.models import Organization
from crm.models.money import METHODS
from crm.payments.statement import apply as applying, read as reading
from crm.payments.statement.apply import Order
from crm.payments.statement.line import MATCHED, PROPOSED, REFUSED, Verdict


@payments.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "do", is_flag=True, help="Record what matches; without, only show.")
@click.option(
    "--accept", "accepted", type=int, multiple=True, metavar="LINE", help="A proposed line too."
)
@click.option("--method", type=click.Choice(METHODS), default="bank_transfer", show_default=True)
@click.option("--currency", metavar="KZT", help="Where the file names none.")
@by_user
@of_organization
def statement(
    organization: str | None,
    acting: str | None,
    file: Path,
    do: bool,
    accepted: tuple[int, ...],
    method: str,
    currency: str | None,
) -> None:
    """Match the lines of a statement (CSV) with bookings (managers and admins).

    Shows every line: matched, proposed or refused, and why. With --apply the matched ones
    become payments; the same file a second time changes nothing.
    """
    content = file.read_bytes()
    who = carry_out(organization, acting, _who)
    order = Order(who[0], Actor("agent", who[1]), method, accepted)
    with opened() as runtime, refusals():
        with runtime.sessions() as session:
            default = session.get_one(Organization, order.organization_id).default_currency
        read = reading.read(content, money.named(currency or default))
        if do:
            said = applying.apply(runtime.sessions, order, read, now.utc())
            carry_out(organization, acting, lambda deed: deed.noted(iter(())))
        else:
            with runtime.sessions() as session:
                said = applying.show(session, order.organization_id, read, now.utc())
    for verdict in said:
        click.echo(_line(verdict))
    click.echo(_sum(said, do=do))


def _who(deed: Deed) -> tuple[int, int]:
    deed.require("import")
    return deed.organization.id, deed.user.id


def _line(verdict: Verdict) -> str:
    day = f"{verdict.line.day} " if verdict.line else ""
    said = f"line {verdict.number:<4} {day}{verdict.outcome:<9} {_plain(verdict.sentence)}"
    if verdict.outcome != PROPOSED:
        return said
    code = verdict.facts.get("code", "CODE")
    line = verdict.line
    amount = money.plain(line.amount, line.currency) if line else "AMOUNT"
    return (
        f"{said}\n          Accept it: --apply --accept {verdict.number}. "
        f"By hand: flask payments record {code} {amount}"
    )


def _sum(said: list[Verdict], *, do: bool) -> str:
    count = {
        outcome: sum(one.outcome == outcome for one in said)
        for outcome in (MATCHED, PROPOSED, REFUSED)
    }
    told = ", ".join(f"{number} {outcome}" for outcome, number in count.items())
    if do:
        return f"{told}. The matched ones are recorded; the same file again changes nothing."
    return f"{told}. Nothing has changed. To record the matched ones, the same with --apply."


def _plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")
