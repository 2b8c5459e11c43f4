"""`flask tours …`: what the operator sells."""

from collections.abc import Iterator
from typing import Any

import click

from commands import booking_words
from commands.deed import Deed, keyed
from commands.work import choose, of_organization, transaction
from crm import money, tours as rules
from crm.models import Tour


@click.group()
def tours() -> None:
    """Add and list tours."""


@tours.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(rules.KINDS), default="tour", show_default=True)
@click.option("--price", required=True, metavar="AMOUNT", help="A person.")
@click.option("--currency", metavar="KZT", help="The organization's unless said.")
@click.option("--seats", type=int, required=True, metavar="N", help="Of each departure.")
@click.option("--days", type=int, metavar="N", help="How long it lasts…")
@click.option("--minutes", type=int, metavar="N", help="…in days or in minutes.")
@click.option("--includes", multiple=True, metavar="…", help="What the price holds; repeatable.")
@click.option("--description", metavar="…")
@keyed
def add(deed: Deed, name: str, **typed: Any) -> Iterator[str]:
    """Add a tour of NAME: of several days, a session, or a retreat."""
    currency = money.named(typed["currency"] or deed.organization.default_currency)
    wanted = {
        "name": name,
        "kind": typed["kind"],
        "currency": currency,
        "base_price": money.parse(typed["price"], currency),
        "capacity": typed["seats"],
        "duration_days": typed["days"],
        "duration_minutes": typed["minutes"],
        "includes": typed["includes"],
        "description": typed["description"],
    }
    tour = rules.add(deed.session, deed.organization, wanted, deed.now)
    yield _said(tour)
    yield f"  Next: flask departures add {tour.id} DAY gives it a day."


@tours.command(name="list")
@of_organization
def listed(organization: str | None) -> None:
    """List the tours."""
    with transaction() as work:
        found = rules.listed(work.session, choose(work.session, organization))
        for tour in found:
            click.echo(_said(tour))
        if not found:
            click.echo("No tour yet. To add one: flask tours add --help")


def _said(tour: Tour) -> str:
    days, minutes = tour.duration_days, tour.duration_minutes
    lasts = f"{minutes} minutes" if minutes else ("1 day" if days == 1 else f"{days} days")
    price = booking_words.amount(tour.base_price, tour.currency)
    off = "" if tour.active else ", not sold"
    return f"Tour {tour.id}: {tour.name}, {tour.kind}, {lasts}, {price}, {tour.capacity} seats{off}"
