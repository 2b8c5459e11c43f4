"""The database's schema against this code's migrations: how far behind, and bringing it up."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from settings import ROOT


class NewerSchema(Exception):
    """The database was migrated by newer code than this; the text is its revision."""


def revision(connection: Connection) -> str | None:
    """The database's revision; None where there is no schema yet."""
    return MigrationContext.configure(connection).get_current_revision()


def behind(connection: Connection) -> int:
    """How many migrations are still to come. Raises NewerSchema."""
    every = [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]
    at = revision(connection)
    if at is None:
        return len(every)
    if at not in every:
        raise NewerSchema(at)
    return every.index(at)


def upgrade(engine: Engine) -> None:
    """Run the migrations that are still to come. Raises NewerSchema."""
    with engine.begin() as connection:
        if behind(connection):
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _config() -> Config:
    return Config(ROOT / "migrations" / "alembic.ini")
