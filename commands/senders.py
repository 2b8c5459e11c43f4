"""`flask senders …`: the operator's own WhatsApp numbers."""

import click

from commands.work import choose, of_organization, transaction
from crm import organizations, senders as rules
from crm.models import WhatsappSender


@click.group()
def senders() -> None:
    """List, add, set and resume our own numbers."""


@senders.command(name="list")
def listed() -> None:
    """List every number, and whether it sends."""
    with transaction() as work:
        names = {one.id: one.name for one in organizations.every(work.session)}
        for sender in rules.every(work.session):
            click.echo(f"{_line(sender)} [{names[sender.organization_id]}]")


@senders.command()
@click.argument("address")
@of_organization
@click.option("--name", default="", help="What the team calls it.")
@click.option("--rate", type=float, help="Messages a second; 80 unless set.")
def add(address: str, organization: str | None, name: str, rate: float | None) -> None:
    """Add a number of the same Twilio account."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        sender = rules.add(work.session, chosen.id, address, name or chosen.name, work.now)
        if rate is not None:
            rules.set_rate(sender, rate)
        work.note(chosen.id)
        work.session.refresh(sender)
        click.echo(_line(sender))


@senders.command(name="set")
@click.argument("address")
@click.option("--rate", type=float, required=True, help="Messages a second.")
def change(address: str, rate: float) -> None:
    """Set how fast a number may send."""
    with transaction() as work:
        sender = rules.find(work.session, address)
        rules.set_rate(sender, rate)
        work.note(sender.organization_id)
        click.echo(_line(sender))


@senders.command()
@click.argument("address")
def resume(address: str) -> None:
    """Send again from a number that was paused; what waited goes out now."""
    with transaction() as work:
        sender = rules.find(work.session, address)
        if sender.paused_at is None:
            click.echo(f"{sender.address} was not paused.")
            return
        rules.resume(work.session, sender, work.now)
        work.note(sender.organization_id)
        click.echo(f"{sender.address} sends again.")


def _line(sender: WhatsappSender) -> str:
    state = "sends"
    if sender.paused_at:
        state = (
            f"paused since {sender.paused_at:%Y-%m-%d %H:%M} UTC: "
            f"{sender.paused_reason} (code {sender.paused_code})"
        )
    return f"{sender.address} “{sender.name}”, {sender.rate_per_second:g}/s, {state}"
