"""Where a demo keeps what it has: one folder, held by one demo at a time."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from settings import ROOT


class CannotRun(Exception):
    """The demo cannot start or go on; the text is the sentence that says why."""


@dataclass(frozen=True)
class Place:
    """The demo's folder, `var/` of the checkout unless DEMO_FOLDER names another."""

    folder: Path

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Place":
        """The folder that the environment names, made if it is missing."""
        place = cls(Path(environment.get("DEMO_FOLDER") or ROOT / "var").resolve())
        place.logs.mkdir(parents=True, exist_ok=True)
        return place

    @property
    def database(self) -> Path:
        """The embedded server's data; as root they lie elsewhere (`embedded.place`)."""
        return self.folder / "postgres"

    @property
    def logs(self) -> Path:
        """A file a process."""
        return self.folder / "log"

    def shown(self, path: Path) -> str:
        """A path as people read it: from the checkout where it lies inside."""
        return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder. Raises CannotRun where another demo does; a killed one does not."""
        with (self.folder / "demo.lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise CannotRun(
                    f"A demo is running here already (process {lock.read().strip()}). "
                    "Stop it with Ctrl-C where it was started."
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield
