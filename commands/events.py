"""`flask events …`: webhooks that the rules could not digest yet."""

import click

from commands.work import transaction
from crm import events as rules
from crm.models import WebhookEvent


@click.group()
def events() -> None:
    """List and replay webhooks that wait."""


@events.command(name="list")
def listed() -> None:
    """List what is not processed, and why."""
    with transaction() as work:
        found = rules.unprocessed(work.session)
        for event in found:
            click.echo(
                f"{event.id} {event.kind} of {event.received_at:%Y-%m-%d %H:%M} UTC, "
                f"{event.attempts} tries, {_state(event)}: {event.error}"
            )
        if not found:
            click.echo("No webhook waits.")


@events.command()
@click.argument("event_id", metavar="[ID]", type=int, required=False)
@click.option("--all", "every", is_flag=True, help="All that wait, the parked ones too.")
def replay(event_id: int | None, every: bool) -> None:
    """Have webhooks tried again, from the beginning; the clock does it at once."""
    if (event_id is None) != every:
        raise click.UsageError("Name one ID, or --all.")
    with transaction() as work:
        found = (
            rules.unprocessed(work.session)
            if event_id is None
            else [rules.get(work.session, event_id)]
        )
        for event in found:
            rules.replay(work.session, event, work.now)
        for whose in {event.organization_id for event in found}:
            work.note(whose)
    click.echo(f"{len(found)} to be tried again.")


def _state(event: WebhookEvent) -> str:
    if event.parked_at:
        return "parked"
    return f"next at {event.next_attempt_at:%H:%M:%S} UTC" if event.next_attempt_at else "waits"
