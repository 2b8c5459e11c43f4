"""`flask bootstrap`: the organization, its sender and its first admin, from the environment."""

import click
from sqlalchemy.orm import Session

from commands.work import transaction
from crm import organizations, templates, users
from crm.models import Organization
from settings import Settings
from templates_whatsapp import catalogue


@click.command()
def bootstrap() -> None:
    """Make what is missing of the first organization; safe to run again."""
    try:
        stock = catalogue.load()
    except catalogue.BrokenTemplate as broken:
        raise click.ClickException(f"The stock templates are broken:\n{broken}") from None
    with transaction() as work:
        settings = work.runtime.settings
        organization, made = organizations.bootstrap(work.session, _seed(settings), work.now)
        click.echo(f"Organization “{organization.name}”: {'made' if made else 'already there'}.")
        _admin(work.session, organization, settings)
        changed = templates.load(work.session, organization.id, stock, work.now)
        click.echo(f"Stock templates: {changed} loaded or changed.")


def _seed(settings: Settings) -> organizations.Seed:
    return organizations.Seed(
        name=settings.organization_name,
        timezone=settings.organization_timezone,
        default_region=settings.default_region,
        default_language=settings.default_language,
        sender_address=settings.whatsapp_sender,
    )


def _admin(session: Session, organization: Organization, settings: Settings) -> None:
    """The first admin, where the environment names one and nobody has the address yet."""
    if not settings.admin_email or not settings.admin_password:
        click.echo("No admin: set ADMIN_EMAIL and ADMIN_PASSWORD and run this again.")
        return
    if users.find(session, settings.admin_email) is not None:
        click.echo(f"Admin {settings.admin_email}: already there.")
        return
    users.create(
        session,
        organization,
        settings.admin_email,
        settings.admin_email.partition("@")[0].title(),
        settings.admin_password,
        role="admin",
    )
    click.echo(f"Admin {settings.admin_email}: made.")
