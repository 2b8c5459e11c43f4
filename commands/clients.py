"""`flask clients …`: who is who, as an operator adds, changes and looks up clients."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from commands import booking_words
from commands.work import choose, of_organization, transaction
from crm import client_details, client_overview, consents, phone
from crm.client_overview import Overview
from crm.models import Booking, Client

LANGUAGE = click.option("--language", "preferred_language", metavar="…", help="en or ru.")
TIMEZONE = click.option("--timezone", metavar="…", help="Such as Asia/Almaty.")
KIND = click.option(
    "--kind", type=click.Choice(client_details.KINDS), help="internal: a colleague."
)


def _details(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (KIND, TIMEZONE, LANGUAGE):
        command = option(command)
    return command


@click.group()
def clients() -> None:
    """Add, change and look up clients."""


@clients.command()
@of_organization
@click.option("--name", metavar="…", help="Without it, the number stands in.")
@click.option("--phone", "typed", required=True, metavar="…", help="In full, or as dialled here.")
@_details
def add(organization: str | None, typed: str, **details: str | None) -> None:
    """Add a client who has not written yet."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        client = client_details.add(work.session, chosen, typed, _given(details), work.now)
        work.note(chosen.id)
        click.echo(f"Client {client.id}: {client.name}, {client.phone}.")
        if client.phone and phone.looks_unusual(client.phone):
            click.echo("No operator is known to give out such a number: check it.", err=True)


@clients.command(name="set")
@click.argument("who", metavar="PHONE|ID")
@of_organization
@click.option("--name", metavar="…")
@_details
@click.option("--email", metavar="…")
@click.option("--notes", metavar="…")
def change(who: str, organization: str | None, **details: str | None) -> None:
    """Change a client; an empty value takes a detail away."""
    wanted = _given(details)
    if not wanted:
        raise click.UsageError("Nothing to set. See: flask clients set --help")
    with transaction() as work:
        chosen = choose(work.session, organization)
        client = client_details.find(work.session, chosen, who)
        client_details.change(client, wanted, work.now)
        work.note(chosen.id)
        _say(client_overview.of(work.session, chosen, client))


@clients.command()
@click.argument("who", metavar="PHONE|ID")
@of_organization
def show(who: str, organization: str | None) -> None:
    """Show a client with addresses, consent, leads, bookings and all they have paid."""
    with transaction() as work:
        chosen = choose(work.session, organization)
        client = client_details.find(work.session, chosen, who)
        _say(client_overview.of(work.session, chosen, client))


@clients.command()
@click.argument("who", metavar="PHONE|ID")
@click.argument("said", type=click.Choice(["yes", "no"]))
@of_organization
@click.option("--marketing", is_flag=True, help="Of offers; without it, of all messages.")
@click.option("--evidence", required=True, metavar="…", help="How and when they said so.")
def consent(who: str, said: str, organization: str | None, marketing: bool, evidence: str) -> None:
    """Record that a client may be written to, or may not, as they told you."""
    with transaction() as work:
        client = client_details.find(work.session, choose(work.session, organization), who)
        state = {"yes": "opted_in", "no": "opted_out"}[said]
        scope = consents.MARKETING if marketing else consents.ALL
        changed = consents.by_agent(work.session, client, state, scope, evidence, work.now)
        work.note(client.organization_id)
        what = "offers" if marketing else "messages"
        now_or_still = "now says" if changed else "already said"
        click.echo(f"{client.name} {now_or_still} {said} to {what}.")


def _given(details: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in details.items() if value is not None}


def _say(seen: Overview) -> None:
    rows = [*_person(seen.client, seen), *_history(seen)]
    for name, value in rows:
        click.echo(f"{name:<10} {value}")


def _person(client: Client, seen: Overview) -> list[tuple[str, str]]:
    guessed = "" if client.timezone else " (not set: from the number or the organization)"
    return [
        ("id", str(client.id)),
        ("name", client.name + (" (stands in for the name)" if client.name_is_placeholder else "")),
        ("phone", client.phone or "hidden by WhatsApp"),
        ("kind", client.kind),
        ("language", seen.language + ("" if client.preferred_language else " (not set)")),
        ("timezone", seen.timezone + guessed),
        ("email", client.email or "-"),
        ("notes", client.notes or "-"),
    ]


def _history(seen: Overview) -> list[tuple[str, str]]:
    consent = seen.consent
    said = f"{consent.state} since {_at(consent.at)}: {consent.evidence}" if consent else "nothing"
    messages = f"{seen.received} received, {seen.sent} sent"
    worth = ", ".join(booking_words.amount(sum_, code) for code, sum_ in seen.worth.items())
    if seen.last_message_at:
        messages += f", the last {_at(seen.last_message_at)}"
    return [
        *(("address", f"{one.address}, last {_at(one.last_seen_at)}") for one in seen.addresses),
        ("consent", said),
        *(("lead", f"{one.id} {one.status}, opened {_at(one.created_at)}") for one in seen.leads),
        ("messages", messages),
        *(("booking", _booking(one)) for one in seen.bookings),
        ("paid", worth or "nothing"),
    ]


def _booking(one: Booking) -> str:
    total = booking_words.amount(one.total_amount, one.currency)
    people = booking_words.people(one.num_participants)
    status = booking_words.status(one.status)
    return f"{one.booking_code} {status}, {one.title}, {one.start_date}, {people}, {total}"


def _at(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
