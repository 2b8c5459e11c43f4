"""`python -m benchmarks`: run them all on a database of their own and print a table of ratios."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from benchmarks import delivery, ingest, pages, scans, seats, streams
from benchmarks.bench import Figure, migrate
from commands import embedded

BENCHMARKS = {
    "ingest": ingest.run,
    "delivery": delivery.run,
    "seats": seats.run,
    "scans": scans.run,
    "pages": pages.run,
    "live": streams.run,
}


def main() -> int:
    """Run, print, and say by the exit code whether every target was met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", default=list(BENCHMARKS), help="which to run")
    parser.add_argument("--database-url", help="a PostgreSQL server; embedded without")
    wanted = parser.parse_args()
    figures: list[Figure] = []
    for name in wanted.names:
        with database(wanted.database_url) as url, tempfile.TemporaryDirectory() as folder:
            figures += BENCHMARKS[name](url, Path(folder))
    print(f"{'what':58} {'measured':>12} {'target':>10}")
    for figure in figures:
        print(figure.line)
    return 0 if all(figure.met for figure in figures) else 1


@contextmanager
def database(server: str | None) -> Iterator[str]:
    """An empty, migrated database of this run alone."""
    owned = None if server else embedded.start(Path("var") / "bench")
    url = make_url(server or owned.url if owned else server or "")
    url = url.set(drivername="postgresql+psycopg")
    name = f"dreamland_bench_{uuid4().hex[:8]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        own = url.set(database=name).render_as_string(hide_password=False)
        migrate(own)
        yield own
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()
        if owned:
            owned.delete()


if __name__ == "__main__":
    sys.exit(main())
