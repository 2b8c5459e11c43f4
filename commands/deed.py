"""Commands that change a booking, a departure or money: done by somebody, whole or not at all.

A command's work is a function that yields what is to be said. It runs in a transaction that
is tried again where two get in each other's way; its words are printed once it is committed.
With `--key` the first answer is kept, and a repeat prints it and does nothing.
"""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

import now
from commands.work import choose, note, of_organization, opened, refusals
from crm import idempotency, retry, roles
from crm.bookings import find
from crm.bookings.machine import Actor
from crm.models import Booking, Organization, User

Say = Callable[..., Iterator[str]]
T = TypeVar("T")


@dataclass(frozen=True)
class Deed:
    """One try of a command's work: its transaction, its time, and who does it."""

    session: Session
    now: datetime
    organization: Organization
    user: User

    @property
    def actor(self) -> Actor:
        """As the history names who did it."""
        return Actor("agent", self.user.id)

    def booking(self, code: str) -> Booking:
        """The booking of a code, locked before anything else. Raises NotFound."""
        found = find.by_code(self.session, self.organization.id, code)
        return find.locked(self.session, found.id)

    def noted(self, saying: Iterator[str]) -> list[str]:
        """Do the work to its end, and leave its audit entry; what is to be said."""
        said = list(saying)
        note(self.session, self.organization, self.user, self.now)
        return said

    def require(self, step: str) -> None:
        """Raises RoleRefused where a step is a manager's and this is none."""
        roles.require(self.session, self.actor, step)


def deed(say: Say) -> Callable[..., None]:
    """Make a command of work that yields its words; gives it `--organization` and `--as`."""

    @functools.wraps(say)
    def command(organization: str | None, acting: str | None, **typed: Any) -> None:
        for line in carry_out(organization, acting, lambda one: one.noted(say(one, **typed))):
            click.echo(line)

    return of_organization(by_user(command))


def keyed(say: Say) -> Callable[..., None]:
    """The same, with `--key`: for commands that create or place something."""

    @functools.wraps(say)
    def command(
        organization: str | None, acting: str | None, key: str | None, **typed: Any
    ) -> None:
        endpoint = click.get_current_context().command_path.partition(" ")[2]

        def work(one: Deed) -> list[str]:
            answer = idempotency.once(
                one.session,
                one.organization.id,
                endpoint,
                key,
                {"as": one.user.email, **typed},
                lambda: {"said": one.noted(say(one, **typed))},
                one.now,
            )
            said: list[str] = answer["said"]
            return said

        for line in carry_out(organization, acting, work):
            click.echo(line)

    return of_organization(by_user(_key(command)))


def carry_out(organization: str | None, acting: str | None, work: Callable[[Deed], T]) -> T:
    """Do it in a transaction of its own, tried again where two meet; refusals end the command."""

    def once(session: Session) -> T:
        chosen = choose(session, organization)
        return work(Deed(session, now.utc(), chosen, roles.acting(session, chosen, acting)))

    with opened() as runtime, refusals():
        return retry.transaction(runtime.sessions, once)


def by_user(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command `--as`."""
    return click.option(
        "--as",
        "acting",
        metavar="EMAIL",
        help="Who of the team does it; the first admin unless said.",
    )(command)


def _key(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--key",
        metavar="…",
        help="Any word of yours: the same command with it again says the same and does nothing.",
    )(command)
