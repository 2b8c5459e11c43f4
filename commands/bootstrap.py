"""`flask bootstrap`: the organization, its sender and its first admin, from the environment."""

from datetime import datetime

import click
from sqlalchemy.orm import Session

from commands.work import transaction
from crm import organizations, stock_templates, template_sync, users
from crm.models import Organization
from settings import Settings
from templates_whatsapp import catalogue


@click.command()
def bootstrap() -> None:
    """Make what is missing of the first organization; safe to run again."""
    try:
        with transaction() as work:
            _, done = make(work.session, work.runtime.settings, work.now)
    except catalogue.BrokenTemplate as broken:
        raise click.ClickException(f"The stock templates are broken:\n{broken}") from None
    for sentence in done:
        click.echo(sentence)


def make(session: Session, settings: Settings, now: datetime) -> tuple[Organization, list[str]]:
    """The organization of the settings, and in sentences what was done for it.

    Raises crm.errors.ValueRefused and templates_whatsapp.catalogue.BrokenTemplate.
    """
    stock = catalogue.load()
    organization, made = organizations.bootstrap(session, _seed(settings), now)
    changed = stock_templates.load(session, organization.id, stock, now)
    if organization.templates_sync_at is None:
        template_sync.ask(session, organization, now)
    return organization, [
        f"Organization “{organization.name}”: {'made' if made else 'already there'}.",
        _admin(session, organization, settings),
        f"Stock templates: {changed} loaded or changed.",
    ]


def _seed(settings: Settings) -> organizations.Seed:
    return organizations.Seed(
        name=settings.organization_name,
        timezone=settings.organization_timezone,
        default_region=settings.default_region,
        default_language=settings.default_language,
        sender_address=settings.whatsapp_sender,
    )


def _admin(session: Session, organization: Organization, settings: Settings) -> str:
    """The first admin, where the environment names one and nobody has the address yet."""
    email, password = settings.admin_email, settings.admin_password
    if not email or not password:
        return "No admin: set ADMIN_EMAIL and ADMIN_PASSWORD and run this again."
    if users.find(session, email) is not None:
        return f"Admin {email}: already there."
    name = email.partition("@")[0].title()
    users.create(session, organization, email, name, password, role="admin")
    return f"Admin {email}: made."
