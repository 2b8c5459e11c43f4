"""`flask organization …`: an operator's habits, shown and set."""

from collections.abc import Callable
from typing import Any

import click

from commands.work import choose, of_organization, transaction
from crm import hours, organizations
from crm.models import Organization

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def _option(name: str, words: str) -> Option:
    return click.option(name, metavar="…", help=words)


@click.group()
def organization() -> None:
    """Show and set an organization's habits."""


@organization.command()
@of_organization
def show(organization: str | None) -> None:
    """Show every setting."""
    with transaction() as work:
        _say(choose(work.session, organization))


@organization.command(name="set")
@of_organization
@_option("--name", "What clients read.")
@_option("--timezone", "Such as Asia/Almaty.")
@_option("--default-language", "For clients whose own is not known: en or ru.")
@_option("--languages", "Those the team answers in: en,ru.")
@_option("--default-region", "Country of a number typed without its code: KZ.")
@_option("--working-hours", "Such as 'mon-fri 09:00-18:00; sat 10:00-14:00'.")
@_option("--quiet-hours", "No reminders from when until when: 21:00-09:00, or off.")
@_option("--privacy-url", "The operator's own privacy page; empty for our plain one.")
def change(organization: str | None, **typed: str | None) -> None:
    """Set what is named and leave the rest; shows the result."""
    wanted = {name: value for name, value in typed.items() if value is not None}
    if not wanted:
        raise click.UsageError("Nothing to set. See: flask organization set --help")
    with transaction() as work:
        chosen = choose(work.session, organization)
        organizations.change(chosen, wanted, work.now)
        work.session.flush()
        _say(chosen)


def _say(one: Organization) -> None:
    quiet = (
        "off"
        if one.quiet_start == one.quiet_end
        else f"{one.quiet_start:%H:%M}-{one.quiet_end:%H:%M}"
    )
    rows = {
        "id": str(one.id),
        "name": one.name,
        "timezone": one.timezone,
        "default-language": one.default_language,
        "languages": ",".join(one.languages),
        "default-region": one.default_region,
        "working-hours": hours.written(one.working_hours),
        "quiet-hours": quiet,
        "privacy-url": one.privacy_url or "PUBLIC_URL/privacy",
    }
    for name, value in rows.items():
        click.echo(f"{name:<17} {value}")
