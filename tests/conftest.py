"""What every test stands on: a real PostgreSQL, migrated once, and a session that rolls back."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import settings
from redis import Redis
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from commands import embedded
from scripts import browser
from tests import shares
from tests.redis_server import NoRedis, RedisServer

ROOT = Path(__file__).resolve().parent.parent
CopyDatabase = Callable[..., str]
Rounds = Callable[[int], int]

# A database answers when it can, and a failure seen once must be seen again from its blob.
settings.register_profile("dreamland", deadline=None, print_blob=True)
settings.load_profile("dreamland")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database-url` runs the tests on that server, in databases of their own."""
    parser.addoption("--database-url", default=None, help="a PostgreSQL server to test on")
    parser.addoption("--long", action="store_true", help="run what takes minutes, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, where it is not asked for."""
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes a minute or more: --long runs it"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Say last of all, after pytest's own figures, that no browser test could run."""
    yield
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # a process of xdist's, which reports to its parent
        return
    skipped = reporter.stats.get("skipped", [])
    if any(browser.INSTALL in str(report.longrepr) for report in skipped):
        reporter.write_line(browser.INSTALL, yellow=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """How many `-n auto` means."""
    return shares.number()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> shares.Shares:
    """Who runs what."""
    return shares.Shares(config, log)


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The server the tests create their databases on; embedded unless one is named."""
    named: str | None = request.config.getoption("--database-url")
    if named:
        yield named.replace("postgresql://", "postgresql+psycopg://", 1)
        return
    server = embedded.start(ROOT / "var" / f"test-{os.getpid()}")
    url = server.url.replace("postgresql://", "postgresql+psycopg://", 1)
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        _execute(url, f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the run
    _execute(url, "SELECT pg_reload_conf()")
    yield url
    server.delete()


@pytest.fixture(scope="session")
def migrated(server_url: str) -> Iterator[str]:
    """The name of a database migrated to head, which others are copied from."""
    name = f"dreamland_test_{uuid4().hex[:12]}"
    _execute(server_url, f"CREATE DATABASE {name}")
    engine = create_engine(make_url(server_url).set(database=name))
    with engine.begin() as connection:
        config = Config(ROOT / "migrations" / "alembic.ini")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
    yield name
    _drop(server_url, name)


@pytest.fixture(scope="session")
def copy_database(server_url: str, migrated: str) -> Iterator[CopyDatabase]:
    """A function that copies the migrated database, or another, and gives the copy's address."""
    made: list[str] = []

    def copy(of: str = migrated) -> str:
        name = f"{migrated}_{len(made)}"
        _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {of}")
        made.append(name)
        return make_url(server_url).set(database=name).render_as_string(hide_password=False)

    yield copy
    for name in made:
        _drop(server_url, name)


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> Rounds:
    """Of so many rounds of a race, how many are run: an eighth, and with `--long` all of them."""
    if request.config.getoption("--long"):
        return lambda every: every
    return lambda every: -(-every // 8)


@pytest.fixture
def template(migrated: str) -> str:
    """The name of the database that `database_url` is copied from."""
    return migrated


@pytest.fixture
def database_url(server_url: str, copy_database: CopyDatabase, template: str) -> Iterator[str]:
    """A database of this test alone, for tests with several connections or processes."""
    url = copy_database(template)
    yield url
    _drop(server_url, make_url(url).database)  # at once, before hundreds reach the disk


@pytest.fixture(scope="session")
def engine(copy_database: CopyDatabase) -> Iterator[Engine]:
    """One engine on one database, for tests that roll back."""
    engine = create_engine(copy_database())
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose every commit is undone when the test ends."""
    with engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a Redis: the one that is named, else one of the tests' own."""
    named = os.environ.get("TEST_REDIS_URL")
    if named:
        yield urlsplit(named)._replace(path="/9").geturl()  # 0 is where others keep theirs
        return
    try:
        server = RedisServer()
    except NoRedis as problem:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(problem))
    yield server.url
    server.stop()


@pytest.fixture
def redis_url(redis_server: str) -> Iterator[str]:
    """A Redis with nothing in it."""
    with Redis.from_url(redis_server) as client:
        client.flushdb()
    yield redis_server


def _execute(server_url: str, statement: str) -> None:
    """Run one statement outside a transaction."""
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _drop(server_url: str, name: str | None) -> None:
    """Remove a database, whoever is still connected to it."""
    _execute(server_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
