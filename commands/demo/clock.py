"""`flask demo …`: the clock of a running demo, shown and moved ahead.

The simulator is told first. While a message is on its way its Twilio may then be ahead of us,
never behind, so that a look for it finds it; and where the simulator does not answer nothing
of ours has changed. What a command that died between the two left behind, `advance 0m` mends.
"""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
import requests

import now
from commands.demo import phones
from commands.work import opened, refusals
from crm import demo_clock, organizations
from crm.models import Organization
from runtime import Runtime

LONGEST = timedelta(days=366)
FARTHEST = timedelta(days=3660)
NOTICED = 1.5 * now.READ_EVERY
"""Seconds after which every process has seen that the clock was moved."""

_SPAN = re.compile(r"(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?")


@click.group()
def demo() -> None:
    """Show and move the clock of a running demo."""


@demo.command()
def clock() -> None:
    """Show how far the demo is ahead of the real time."""
    with opened() as runtime, refusals():
        url = _of_a_demo(runtime)
        before = _stored(runtime)
        simulated = _asked(url)
        _say(runtime, before)
    if simulated != before:
        click.echo(
            f"The simulator's clock is {_words(simulated)}: bring both together with "
            "flask demo advance 0m"
        )


@demo.command(context_settings={"ignore_unknown_options": True})
@click.argument("span", metavar="3d|2h|30m|1d12h")
def advance(span: str) -> None:
    """Move the demo's clock ahead; what falls due in that time happens now."""
    by = _read(span)
    with opened() as runtime, refusals():
        url = _of_a_demo(runtime)
        before = _stored(runtime)
        if before + by > FARTHEST:
            raise click.ClickException(
                f"The demo is {_words(before)}; {FARTHEST.days} days are the most. "
                "Stop it and begin anew with new data."
            )
        _tell(url, before + by)
        with runtime.sessions.begin() as session:
            demo_clock.move(session, before, before + by)
        time.sleep(NOTICED)
        _say(runtime, before + by)


def _read(typed: str) -> timedelta:
    """The span somebody typed. Refuses what is none, or leads back."""
    found = _SPAN.fullmatch(typed.strip().lower())
    if typed.strip().startswith("-"):
        raise click.ClickException("The clock goes only forward: 3d, 2h, 30m, 1d12h.")
    if found is None or not any(found.groups()):
        raise click.ClickException(f"“{typed}” is no span of time: write 3d, 2h, 30m or 1d12h.")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    span = timedelta(days=days, hours=hours, minutes=minutes)
    if span > LONGEST:
        raise click.ClickException(f"At most {LONGEST.days} days at a time, not “{typed}”.")
    return span


def _of_a_demo(runtime: Runtime) -> str:
    """The simulator's address. Refuses anything but a demo."""
    if not runtime.settings.demo_clock or runtime.settings.twilio_api_url is None:
        raise click.ClickException(
            "Only a demo's clock can be moved, and this is none (DEMO_CLOCK and TWILIO_API_URL "
            "are not both set). Start one with: make demo"
        )
    return runtime.settings.twilio_api_url


def _stored(runtime: Runtime) -> timedelta:
    with runtime.sessions() as session:
        return demo_clock.offset(session)


def _tell(url: str, offset: timedelta) -> None:
    """Set the simulator's clock."""
    try:
        phones.set_ahead(url, offset)
    except requests.ConnectionError:
        raise click.ClickException(
            f"The simulator does not answer at {url}; nothing was changed. Is the demo running?"
        ) from None
    except requests.RequestException as problem:
        raise click.ClickException(
            f"The simulator did not take the time ({type(problem).__name__}); our clock stays. "
            "Once it answers again, bring both together with: flask demo advance 0m"
        ) from None


def _asked(url: str) -> timedelta:
    """The simulator's offset."""
    try:
        return phones.ahead(url)
    except requests.RequestException:
        raise click.ClickException(
            f"The simulator does not answer at {url}. Is the demo running?"
        ) from None


def _say(runtime: Runtime, offset: timedelta) -> None:
    """The time where each organization is."""
    instant = now.utc()
    with runtime.sessions() as session:
        for organization in organizations.every(session):
            click.echo(f"{_local(organization, instant)}: {_words(offset)}.")


def _local(organization: Organization, instant: datetime) -> str:
    local = instant.astimezone(ZoneInfo(organization.timezone))
    shown = f"{local:%A} {local.day} {local:%B %Y, %H:%M}"
    return f"It is {shown} in {organization.timezone} ({organization.name})"


def _words(offset: timedelta) -> str:
    """How far ahead, as a person says it."""
    if not offset:
        return "the real time"
    hours, rest = divmod(offset.seconds, 3600)
    parts = {"d": offset.days, "h": hours, "min": rest // 60, "s": rest % 60}
    said = " ".join(f"{number} {unit}" for unit, number in parts.items() if number)
    return f"{said} ahead of the real time"
