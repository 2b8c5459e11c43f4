"""How Alembic reaches the database: DATABASE_URL, or a connection handed over by a caller."""

from alembic import context
from sqlalchemy import Connection, create_engine, text

import crm.models  # noqa: F401  (registers every table)
import settings
from crm.db import Base

LOCK = 7_401_001
"""An arbitrary number of ours: two deployments that migrate at once wait for each other."""


def migrate(connection: Connection) -> None:
    """Run the migrations on this connection, one migrator at a time."""
    context.configure(
        connection=connection, target_metadata=Base.metadata, transaction_per_migration=True
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        context.run_migrations()


def main() -> None:
    """Use the caller's connection, else open one from the settings."""
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    try:
        url = settings.load_database().database_url
    except settings.SettingsProblem as problem:
        raise SystemExit(str(problem)) from None
    with create_engine(url).connect() as connection:
        migrate(connection)


main()
