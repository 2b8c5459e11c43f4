"""`flask organization …`: an operator's habits, shown and set."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from commands.work import Work, choose, of_organization, transaction
from crm import brand, hours, organizations
from crm.files import FileStore
from crm.models import Organization

Option = Callable[[Callable[..., Any]], Callable[..., Any]]

OPTIONS = {
    "name": "What clients read.",
    "timezone": "Such as Asia/Almaty.",
    "default-language": "For clients whose own is not known: en or ru.",
    "languages": "Those the team answers in: en,ru.",
    "default-region": "Country of a number typed without its code: KZ.",
    "working-hours": "Such as 'mon-fri 09:00-18:00; sat 10:00-14:00'.",
    "answer-within-minutes": "Working time after which a client unanswered is a task: 30.",
    "quiet-hours": "No reminders from when until when: 21:00-09:00, or off.",
    "assignment": "Who gets a conversation of nobody's: by_hand, in_turn or last_agent.",
    "privacy-url": "The operator's own privacy page; empty for our plain one.",
    "default-currency": "Of new tours: KZT.",
    "hold-minutes": "How long seats are held for a client who has not paid.",
    "hold-hours": "The same in hours: 24.",
    "grace-minutes": "How long after that a payment on its way is waited for: 120.",
    "deposit-percent": "What confirms a booking, of its price: 50.",
    "balance-due-days": "Days before the departure by which the rest is due: 30.",
    "quote-valid-days": "How long an offer is good: 3.",
    "reminder-offsets": "Days from a due date to remind at: -7,-3,0,2, or off.",
    "reminder-time": "When, by the client's clock: 10:00.",
    "overdue-cancel-days": "Days after which unpaid bookings are to be cancelled, or never.",
    "pays-on-site": "Whether the rest may be paid on the way: yes or no.",
    "payment-link": "Your own link for being paid, with {code} and {amount}; empty for none.",
    "payment-details": "Bank details, lines parted by \\n; empty for none.",
    "office-phone": "For clients on their way; empty for none.",
    "brand-color": "Of documents: #0B6B5D.",
    "hide-prices": "Vouchers without prices: yes or no.",
}


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for every setting, in this order."""
    for name, help_text in reversed(OPTIONS.items()):
        command = click.option(f"--{name}", metavar="…", help=help_text)(command)
    return command


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
@_options
@click.option("--logo", metavar="FILE", help="A PNG or JPEG for documents and pages, or none.")
def change(organization: str | None, logo: str | None, **typed: str | None) -> None:
    """Set what is named and leave the rest; shows the result."""
    wanted = {name: value for name, value in typed.items() if value is not None}
    if not wanted and logo is None:
        raise click.UsageError("Nothing to set. See: flask organization set --help")
    with transaction() as work:
        chosen = choose(work.session, organization)
        organizations.change(chosen, wanted, work.now)
        if logo is not None:
            _set_logo(work, chosen, logo)
        work.note(chosen.id)
        _say(chosen)


def _set_logo(work: Work, chosen: Organization, logo: str) -> None:
    if logo == "none":
        brand.drop_logo(chosen, work.now)
        return
    store = FileStore(work.runtime.settings.media_dir)
    try:
        brand.put_logo(chosen, Path(logo).read_bytes(), store, work.now)
    except OSError as problem:
        raise click.ClickException(f"{logo}: {problem.strerror}.") from None


def _say(one: Organization) -> None:
    for name, value in {**_habits(one), **_money(one), **_brand(one)}.items():
        click.echo(f"{name:<22} {value}")


def _habits(one: Organization) -> dict[str, str]:
    quiet = (
        "off"
        if one.quiet_start == one.quiet_end
        else f"{one.quiet_start:%H:%M}-{one.quiet_end:%H:%M}"
    )
    return {
        "id": str(one.id),
        "name": one.name,
        "timezone": one.timezone,
        "default-language": one.default_language,
        "languages": ",".join(one.languages),
        "default-region": one.default_region,
        "working-hours": hours.written(one.working_hours),
        "answer-within-minutes": str(one.answer_within_minutes),
        "quiet-hours": quiet,
        "assignment": one.assignment,
        "privacy-url": one.privacy_url or "PUBLIC_URL/privacy",
    }


def _money(one: Organization) -> dict[str, str]:
    days = one.overdue_cancel_days
    return {
        "default-currency": one.default_currency,
        "hold-minutes": str(one.hold_minutes),
        "grace-minutes": str(one.grace_minutes),
        "deposit-percent": f"{one.deposit_percent.normalize():f}",
        "balance-due-days": str(one.balance_due_days),
        "quote-valid-days": str(one.quote_valid_days),
        "reminder-offsets": ",".join(map(str, one.reminder_offsets)) or "off",
        "reminder-time": f"{one.reminder_time:%H:%M}",
        "overdue-cancel-days": "never" if days is None else str(days),
        "pays-on-site": _yes_or_no(one.pays_on_site),
        "payment-link": one.payment_link or "none",
        "payment-details": (one.payment_details or "none").replace("\n", " · "),
    }


def _brand(one: Organization) -> dict[str, str]:
    return {
        "office-phone": one.office_phone or "none",
        "brand-color": one.brand_color,
        "logo": "set" if one.brand_logo_key else "none",
        "hide-prices": _yes_or_no(one.hide_prices),
    }


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
