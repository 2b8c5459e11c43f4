"""The migrations: one line of them, and exactly the tables the models name."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import crm.models  # noqa: F401
from crm.db import Base


def test_there_is_one_head(pytestconfig: object) -> None:
    """Two heads would stop every deployment."""
    scripts = ScriptDirectory.from_config(Config("migrations/alembic.ini"))
    assert len(scripts.get_heads()) == 1


def test_the_migrated_schema_is_the_one_the_models_describe(engine: Engine) -> None:
    """A column in a model without its migration fails here."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
