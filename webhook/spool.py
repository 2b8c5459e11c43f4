"""The spool: where a verified webhook waits on disk while the database is away.

One file a webhook, written whole and synced before it is acknowledged. The web processes
drain it in order, one of them at a time.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import structlog

from crm.events import Webhook

KINDS = {"message": "message", "status": "status"}
MOST_FILES = 20_000
MOST_BYTES = 256 * 1024 * 1024

log = structlog.get_logger()


class SpoolFull(OSError):
    """The limit is reached: the webhook was not kept."""


class Spool:
    """The files of one folder. Safe to use from several threads and processes."""

    def __init__(
        self, folder: Path, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES
    ) -> None:
        """Keep the files under `folder`, which is made when first needed."""
        self._folder = folder
        self._most_files = most_files
        self._most_bytes = most_bytes

    def write(self, webhook: Webhook) -> None:
        """Keep one webhook on disk. Raises OSError; SpoolFull is one."""
        self.check()
        name = f"{time.time_ns():020d}-{os.getpid()}-{os.urandom(4).hex()}"
        whole, part = self._folder / f"{name}.json", self._folder / f"{name}.part"
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump(_as_json(webhook), file)
                file.flush()
                os.fsync(file.fileno())
            part.rename(whole)
            _sync_folder(self._folder)
        except OSError:  # a full disk must not be filled further with halves
            part.unlink(missing_ok=True)
            raise

    def check(self) -> None:
        """Raises OSError where nothing could be kept now."""
        self._folder.mkdir(parents=True, exist_ok=True)
        files, size = self.extent()
        if files >= self._most_files or size >= self._most_bytes:
            raise SpoolFull(f"{files} files, {size} bytes in {self._folder}")
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise PermissionError(f"{self._folder} cannot be written to")

    def extent(self) -> tuple[int, int]:
        """How many files wait, and their bytes."""
        if not self._folder.is_dir():
            return 0, 0
        with os.scandir(self._folder) as found:
            sizes = [_size(entry) for entry in found if entry.name.endswith(".json")]
        return len(sizes), sum(sizes)

    def drain(self, take: Callable[[Webhook], None]) -> int:
        """Give every waiting webhook to `take`, oldest first; says how many were taken.

        What `take` raises ends the drain, with the file still there. Does nothing while
        another process drains.
        """
        drained = 0
        with self._alone() as alone:
            for file in sorted(self._folder.glob("*.json")) if alone else []:
                webhook = _read(file)
                if webhook is not None:
                    take(webhook)
                    file.unlink(missing_ok=True)
                    drained += 1
        return drained

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Hold the folder's lock; false where another process holds it or nothing waits."""
        if not self._folder.is_dir():
            yield False
            return
        with (self._folder / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True


def _as_json(webhook: Webhook) -> dict[str, object]:
    return {
        "kind": webhook.kind,
        "form": [list(pair) for pair in webhook.form],
        "public_id": webhook.public_id,
        "received_at": webhook.received_at.isoformat(),
    }


def _read(file: Path) -> Webhook | None:
    """The webhook of a file; one that cannot be read is set aside, not lost, and said."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        return Webhook(
            kind=KINDS[stored["kind"]],
            form=[("" + name, "" + value) for name, value in stored["form"]],
            public_id=None if stored["public_id"] is None else "" + stored["public_id"],
            received_at=datetime.fromisoformat(stored["received_at"]),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        log.error("spool_file_unreadable", file=file.name)
        file.rename(file.with_suffix(".unreadable"))
        return None


def _size(entry: "os.DirEntry[str]") -> int:
    """Its bytes; none where it was drained at this moment."""
    try:
        return entry.stat().st_size
    except FileNotFoundError:
        return 0


def _sync_folder(folder: Path) -> None:
    """Make the new name durable, not only the content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
