"""What every command works in: one transaction, refusals as sentences, the organization meant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

import now
import runtime as composition
from crm import audit, organizations, retry
from crm.errors import CrmError
from crm.models import Organization, User
from runtime import Runtime

MIGRATE = "alembic -c migrations/alembic.ini upgrade head"


@dataclass(frozen=True)
class Work:
    """A command's transaction and what it works with."""

    runtime: Runtime
    session: Session
    now: datetime

    def note(self, organization_id: int | None) -> None:
        """Leave the audit entry of what the command has changed; nobody of the team did it.

        What belongs to no organization stands in no log.
        """
        if organization_id is not None:
            note(self.session, self.session.get_one(Organization, organization_id), None, self.now)


def note(session: Session, organization: Organization, user: User | None, now: datetime) -> None:
    """Leave the audit entry of the command at hand: its name, and nothing of what was typed."""
    command = click.get_current_context().command_path.partition(" ")[2]
    audit.note(session, organization, user, "command.run", organization, now, command=command)


def of_organization(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--organization`, which only a deployment with several of them needs."""
    return click.option(
        "--organization",
        metavar="ID|NAME",
        help="Whose; needed only where there are several organizations.",
    )(command)


@contextmanager
def opened() -> Iterator[Runtime]:
    """The runtime of the environment, for commands that work in several transactions."""
    runtime = composition.from_environment()
    try:
        yield runtime
    finally:
        runtime.close()


@contextmanager
def transaction(runtime: Runtime | None = None) -> Iterator[Work]:
    """Everything or nothing: what a rule refuses is said as a sentence and changes nothing."""
    given = nullcontext(runtime) if runtime else opened()
    with given as found, refusals(), found.sessions.begin() as session:
        yield Work(found, session, now.utc())


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what rules and the database say into a sentence, and exit code 1."""
    try:
        yield
    except CrmError as refusal:
        raise click.ClickException(refusal.sentence) from None
    except OperationalError as problem:
        if getattr(problem.orig, "sqlstate", None) in retry.AGAIN:
            raise click.ClickException(
                "Somebody else is changing the same thing just now. Nothing was done: try again."
            ) from None
        raise click.ClickException(
            "The database cannot be reached. `flask doctor` says more."
        ) from None
    except (DataError, IntegrityError) as problem:
        said = str(problem.orig).partition("\n")[0]
        raise click.ClickException(
            f"The database refused it, and nothing was done: {said}."
        ) from None
    except ProgrammingError:
        raise click.ClickException(
            f"The database's schema does not fit. Bring it up to date: {MIGRATE}"
        ) from None


def choose(session: Session, named: str | None) -> Organization:
    """The organization of this id or name; the only one where nobody is named."""
    every = organizations.every(session)
    if not every:
        raise click.ClickException("There is no organization yet. Run: flask bootstrap")
    if named is None and len(every) == 1:
        return every[0]
    found = [one for one in every if named in (str(one.id), one.name)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{one.id} ({one.name})" for one in every)
    raise click.ClickException(f"Say which organization with --organization: {listed}.")
