"""`flask templates …`: the stock messages, from files to approved ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from commands import submission
from commands.work import choose, of_organization, opened, transaction
from crm import stock_templates, template_sync
from crm.models import WhatsappTemplate
from crm.provider import ProviderUnavailable
from runtime import Runtime
from templates_whatsapp import catalogue
from templates_whatsapp.check import HERE, findings
from templates_whatsapp.finding import Finding

FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=HERE,
    help="Where catalogue.yaml and bodies/ are; the stock unless given.",
)


@click.group()
def templates() -> None:
    """Check, load, submit and follow the stock messages."""


@templates.command()
@FOLDER
def check(folder: Path) -> None:
    """Say what is wrong in the files: file, line and reason."""
    found = findings(folder)
    if found:
        _stop(folder, found)
    click.echo(f"{len(catalogue.load(folder))} templates, nothing wrong.")


@templates.command()
@FOLDER
@of_organization
def load(folder: Path, organization: str | None) -> None:
    """Make rows of the files; a broken one is refused and nothing changes."""
    try:
        stock = catalogue.load(folder)
    except catalogue.BrokenTemplate as broken:
        _stop(folder, list(broken.findings))
    with transaction() as work:
        chosen = choose(work.session, organization)
        changed = stock_templates.load(work.session, chosen.id, stock, work.now)
        work.note(chosen.id)
        click.echo(f"{changed} of {len(stock)} templates loaded or changed.")


@templates.command()
@of_organization
def sync(organization: str | None) -> None:
    """Take over where each approval stands at Twilio, and show it."""
    with opened() as runtime, _provider_answers():
        with transaction(runtime) as work:
            organization_id = choose(work.session, organization).id
        _table(_take_over(runtime, organization_id))


@templates.command()
@of_organization
def submit(organization: str | None) -> None:
    """Create at Twilio what is not there yet and ask for approval; safe to run again."""
    well = True
    with opened() as runtime, _provider_answers():
        with transaction(runtime) as work:
            organization_id = choose(work.session, organization).id
        for step in submission.submit(runtime, organization_id):
            click.echo(f"{step.friendly_name}: {step.words}")
            well = well and step.well
        _take_over(runtime, organization_id)
    if not well:
        raise SystemExit(1)


def _take_over(runtime: Runtime, organization_id: int) -> list[WhatsappTemplate]:
    """What the provider holds, into the rows; it is asked outside any transaction."""
    states = runtime.provider.list_templates()
    with transaction(runtime) as work:
        rows = template_sync.take_over(work.session, organization_id, states, work.now)
        work.note(organization_id)
        work.session.expunge_all()
    return rows


@contextmanager
def _provider_answers() -> Iterator[None]:
    try:
        yield
    except ProviderUnavailable:
        raise click.ClickException("Twilio does not answer just now. Try again.") from None


def _table(rows: list[WhatsappTemplate]) -> None:
    width = max((len(row.name) for row in rows), default=4)
    click.echo(f"{'name':<{width}}  lang  version  state        reason")
    for row in rows:
        reason = row.rejection_reason or ""
        state = "not needed" if catalogue.is_free_form(row.name) else row.approval_status
        line = f"{row.name:<{width}}  {row.language:<4}  {row.version:<7}  "
        click.echo(f"{line}{state:<11}  {reason}".rstrip())


def _stop(folder: Path, found: list[Finding]) -> NoReturn:
    """Each finding as editors understand it, then the end."""
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    for finding in found:
        click.echo(f"{shown}/{finding}", err=True)
    raise SystemExit(1)
