"""What the doctor asks the database: its version, its schema, and what the rows say."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commands import schema
from commands.doctor.finding import Finding, bad, good
from commands.work import MIGRATE
from crm import heartbeats, organizations, senders, templates
from crm.models import Organization, WhatsappTemplate

OLDEST = 15
CLOCK_SILENT = timedelta(seconds=20)
LIVE_SILENT = timedelta(seconds=20)
CONNECT_SECONDS = 3


def findings(url: str, now: datetime) -> Iterator[Finding]:
    """Everything that can be asked; ends early where the next question makes no sense."""
    place = make_url(url)
    where = f"{place.host or place.query.get('host') or 'localhost'}, {place.database}"
    engine = create_engine(url, connect_args={"connect_timeout": CONNECT_SECONDS})
    try:
        with engine.connect() as connection:
            yield _version(connection)
            fits = _schema(connection)
            yield fits
            if fits.well:
                yield from _rows(Session(connection), now)
    except SQLAlchemyError as problem:
        yield bad(f"The database cannot be used ({where}): {_kind(problem)}.")
    finally:
        engine.dispose()


def _version(connection: Connection) -> Finding:
    major = int((connection.dialect.server_version_info or (0,))[0])
    if major < OLDEST:
        return bad(f"PostgreSQL {OLDEST} or newer is needed; the server is {major}.")
    return good(f"The database answers: PostgreSQL {major}.")


def _schema(connection: Connection) -> Finding:
    at = schema.revision(connection)
    if at is None:
        return bad(f"The database has no schema yet. Run: {MIGRATE}")
    try:
        behind = schema.behind(connection)
    except schema.NewerSchema:
        return bad(f"The database's schema ({at}) is newer than this code. Update the code.")
    if behind:
        return bad(f"The schema is behind by {behind} migration(s). Run: {MIGRATE}")
    return good(f"The schema is up to date ({at}).")


def _rows(session: Session, now: datetime) -> Iterator[Finding]:
    every = organizations.every(session)
    if not every:
        yield bad("There is no organization yet. Run: flask bootstrap")
    for organization in every:
        yield from _templates(session, organization)
    for sender in senders.every(session):
        if sender.paused_at is not None:
            words = f"{sender.address} is paused: {sender.paused_reason}"
            yield bad(f"{words} ({sender.paused_code}). Then: flask senders resume")
    yield _clock(session, now)
    yield _live(session, now)


def _templates(session: Session, organization: Organization) -> Iterator[Finding]:
    """A line a language: how many the provider has approved, and what holds the others up."""
    rows = templates.to_approve(session, organization.id)
    for language in organization.languages:
        said = f"Templates of {organization.name} in {language}"
        own = [row for row in rows if row.language == language]
        waiting = [row for row in own if row.approval_status != "approved"]
        if not own:
            yield bad(f"{said}: none loaded. Run: flask templates load")
        elif waiting:
            yield bad(f"{said}: {len(own) - len(waiting)} of {len(own)} approved; {_held(waiting)}")
        else:
            yield good(f"{said}: {len(own)} approved.")


def _held(waiting: list[WhatsappTemplate]) -> str:
    """What to do about those that are not approved."""
    states = Counter(row.approval_status for row in waiting)
    listed = ", ".join(f"{count} {state}" for state, count in states.items())
    todo = "flask templates submit" if "unsubmitted" in states else "flask templates sync"
    return f"{listed}. Run: {todo}"


def _clock(session: Session, now: datetime) -> Finding:
    last = heartbeats.last(session, "clock")
    if last is None:
        return bad("The clock was never seen: nothing is sent without it. Start the `clock` line.")
    silent = int((now - last).total_seconds())
    if now - last > CLOCK_SILENT:
        return bad(f"The clock was last seen {silent} s ago. Start the `clock` line.")
    return good(f"The clock was seen {max(silent, 0)} s ago.")


def _live(session: Session, now: datetime) -> Finding:
    last = heartbeats.last(session, "live")
    instead = "without it pages look every 10 s. Start the `live` line"
    if last is None:
        return bad(f"The live process was never seen: {instead}.")
    silent = int((now - last).total_seconds())
    if now - last > LIVE_SILENT:
        return bad(f"The live process was last seen {silent} s ago: {instead}.")
    return good(f"The live process was seen {max(silent, 0)} s ago.")


def _kind(problem: SQLAlchemyError) -> str:
    """The driver's first line; it names host and user, never a password."""
    said = str(getattr(problem, "orig", None) or type(problem).__name__)
    return said.splitlines()[0].strip().rstrip(".")
