"""`flask doctor`: asks everything, says each answer in a line, and what to give Twilio."""

from collections.abc import Iterator

import click
from redis import Redis
from redis.exceptions import RedisError

import now
import runtime as composition
import settings as environment
from commands.doctor import database, machine
from commands.doctor.finding import Finding, bad, good
from crm import public_urls
from settings import Settings

GIVEN = {
    "When a message comes in": public_urls.messages,
    "Fallback": public_urls.messages,
    "Status callback": public_urls.reports,
}


@click.command()
def doctor() -> None:
    """Say in plain words what is missing or wrong; exit code 1 if anything is."""
    well = True
    settings = None
    try:
        settings = environment.load()
        click.echo(str(good("Every setting is there and well-formed.")))
    except environment.SettingsProblem as problem:
        well = False
        click.echo(str(bad(str(problem))))
    for finding in _findings(settings):
        well = well and finding.well
        click.echo(str(finding))
    if settings is not None:
        _addresses(settings.public_url)
    if not well:
        raise SystemExit(1)


def _findings(settings: Settings | None) -> Iterator[Finding]:
    """What can be asked with the settings there are."""
    if settings is not None:
        yield machine.public_url(settings.public_url)
        yield machine.live_url(settings)
    try:
        url = environment.load_database().database_url
    except environment.SettingsProblem:
        pass  # said already, with the other settings
    else:
        yield from database.findings(url, now.utc())
    if settings is not None:
        yield _redis(settings.redis_url)
        yield _twilio(settings)
        yield from machine.folders(settings)
    yield machine.zones()
    yield from machine.pages()


def _redis(url: str | None) -> Finding:
    if url is None:
        return good("No REDIS_URL: the clock does the work itself.")
    try:
        with Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, retry=None) as client:
            client.ping()
    except (RedisError, ValueError) as problem:
        return bad(f"Redis cannot be reached at REDIS_URL ({type(problem).__name__}).")
    return good("Redis answers.")


def _twilio(settings: Settings) -> Finding:
    instead = f" ({settings.twilio_api_url} stands in for it)" if settings.twilio_api_url else ""
    problem = composition.build(settings).provider.check_credentials()
    if problem is not None:
        return bad(f"{problem.rstrip('.')}{instead}.")
    return good(f"Twilio takes the account's credentials{instead}.")


def _addresses(public_url: str) -> None:
    click.echo("\nGive Twilio these addresses, each with POST, exactly as they stand here:")
    for name, address in GIVEN.items():
        click.echo(f"  {name:<24} {address(public_url)}{public_urls.OVERRIDES}")
