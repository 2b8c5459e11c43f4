"""`flask users …`: who of the team may sign in."""

import sys

import click

from commands.work import choose, of_organization, transaction
from crm import organizations, users as rules
from crm.errors import NotFound

FROM_STDIN = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="Read the password from standard input."
)


@click.group()
def users() -> None:
    """Add people, give passwords, list them."""


@users.command(name="list")
def listed() -> None:
    """List everybody."""
    with transaction() as work:
        names = {one.id: one.name for one in organizations.every(work.session)}
        for user in rules.every(work.session):
            gone = "" if user.is_active else ", may not sign in"
            whose = names[user.organization_id]
            click.echo(f"{user.email} “{user.name}”, {user.role}{gone} [{whose}]")


@users.command()
@click.argument("email")
@of_organization
@click.option("--name", default="", help="What colleagues read; the address unless given.")
@click.option("--role", type=click.Choice(["agent", "manager", "admin"]), default="agent")
@FROM_STDIN
def add(email: str, organization: str | None, name: str, role: str, from_stdin: bool) -> None:
    """Add a person, with a password typed hidden or from standard input."""
    password = _password(from_stdin)
    with transaction() as work:
        chosen = choose(work.session, organization)
        user = rules.create(work.session, chosen, email, name, password, role)
        work.note(chosen.id)
        click.echo(f"{user.email} may sign in as {user.role}.")


@users.command()
@click.argument("email")
@FROM_STDIN
def password(email: str, from_stdin: bool) -> None:
    """Give a new password, which ends the person's sessions."""
    given = _password(from_stdin)
    with transaction() as work:
        user = rules.find(work.session, email)
        if user is None:
            raise NotFound(
                "Nobody has the address %(email)s. `flask users list` lists them.", email=email
            )
        rules.set_password(user, given)
        work.note(user.organization_id)
        click.echo(f"{user.email} has a new password; other sessions have ended.")


def _password(from_stdin: bool) -> str:
    """Never from an argument, where every process could read it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed
