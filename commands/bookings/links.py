"""A booking's link: the page its client reads and pays on."""

from collections.abc import Iterator

import click

from commands.bookings.group import bookings
from commands.deed import Deed, deed
from commands.work import opened
from crm import links


@bookings.command()
@click.argument("code")
@deed
def link(deed: Deed, code: str) -> Iterator[str]:
    """Say the address of the booking's page. Whoever has it can read and pay."""
    booking = deed.booking(code)
    token = links.token_of(deed.session, booking, deed.now)
    with opened() as runtime:
        yield f"{runtime.settings.public_url.rstrip('/')}/b/{token}/"


@bookings.command(name="revoke-link")
@click.argument("code")
@deed
def revoke(deed: Deed, code: str) -> Iterator[str]:
    """End the booking's link; the next message carries a new one."""
    booking = deed.booking(code)
    done = links.revoke(deed.session, booking, deed.now)
    yield "The link has ended." if done else "There was no link."
