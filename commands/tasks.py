"""`flask tasks`: what only a person can settle."""

import click

from commands import task_words
from commands.work import transaction
from crm import tasks as rules
from crm.errors import ValueRefused
from crm.messages import settle as outcomes
from crm.models import Client


@click.group(invoke_without_command=True)
@click.pass_context
def tasks(context: click.Context) -> None:
    """List the open tasks of every organization, in words."""
    if context.invoked_subcommand is not None:
        return
    with transaction() as work:
        found = rules.everywhere(work.session)
        if not found:
            click.echo("Nothing waits for a person.")
        for task, organization, client in found:
            happened, todo = task_words.sentences(task, _who(client))
            whose = f" [{organization.name}]" if organization else ""
            click.echo(f"{task.id}{whose} since {task.due_at:%Y-%m-%d %H:%M} UTC: {happened}")
            click.echo(f"    {todo}")


@tasks.command()
@click.argument("task_id", metavar="ID", type=int)
@click.option("--sent/--not-sent", "was_sent", required=True, help="What became of it.")
def settle(task_id: int, was_sent: bool) -> None:
    """Say what became of a message whose outcome nobody knows."""
    with transaction() as work:
        task = rules.get_open(work.session, task_id)
        if task.kind != "unknown_outcome":
            raise ValueRefused("Task %(number)s is not about an unknown outcome.", number=task_id)
        outcomes.by_person(work.session, task, work.now, was_sent=was_sent)
        work.note(task.organization_id)
    click.echo("Noted as sent." if was_sent else "It will be sent once more.")


def _who(client: Client | None) -> str:
    if client is None:
        return "a client"
    return f"{client.name} ({client.phone})" if client.phone else client.name
