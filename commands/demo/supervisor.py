"""The demo's child processes: started, watched, restarted once, stopped in order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from commands.demo.place import CannotRun, Place
from commands.demo.state import Child, State
from settings import ROOT

AGAIN_WITHIN = 60.0
PATIENCE = 5.0
LARGEST_LOG = 5_000_000
"""Bytes; a larger log begins anew with the next start."""


@dataclass
class Running:
    """One child."""

    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]
    ends: list[float] = field(default_factory=list)
    """When it ended by itself."""


class Supervisor:
    """Owns the children. `say` tells the person at the terminal."""

    def __init__(self, place: Place, state: State, say: Callable[[str], None]) -> None:
        """Nothing runs yet."""
        self._place = place
        self._state = state
        self._say = say
        self._children: dict[str, Running] = {}

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a child; what it writes goes to its log."""
        self._children[name] = Running(
            command, environment, self._spawn(name, command, environment)
        )

    def look(self) -> None:
        """Start again who ended by itself. Raises CannotRun at the second time in a minute."""
        for name, child in self._children.items():
            code = child.process.poll()
            if code is None:
                continue
            now = time.monotonic()
            child.ends = [*(at for at in child.ends if now - at < AGAIN_WITHIN), now]
            if len(child.ends) > 1:
                raise CannotRun(f"{name} ended twice within a minute; {self._where(name)}")
            child.process = self._spawn(name, child.command, child.environment)
            self._say(f"{name} ended (code {code}) and was started again; {self._where(name)}")

    def wait_for(self, name: str, ready: Callable[[], bool], seconds: float) -> None:
        """Until a child is ready. Raises CannotRun where it ends before, or takes longer."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self._children[name].process.poll() is not None:
                raise CannotRun(f"{name} could not start; {self._where(name)}")
            if time.monotonic() > deadline:
                raise CannotRun(f"{name} was not ready in {seconds:g} s; {self._where(name)}")
            time.sleep(0.05)

    def stop(self, name: str) -> None:
        """Ask a child to end; kill it, and all it started, where it does not."""
        child = self._children.pop(name, None)
        if child is not None:
            child.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(PATIENCE)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
        self._state.children.pop(name, None)
        self._save()

    def _spawn(
        self, name: str, command: Sequence[str], environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        """In a group of its own: Ctrl-C is for the demo, which then stops each in its turn."""
        log = self._log(name)
        mode = "wb" if log.exists() and log.stat().st_size > LARGEST_LOG else "ab"
        with log.open(mode) as file:
            process = subprocess.Popen(  # noqa: S603  (our own commands)
                command,
                env=dict(environment),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        with suppress(psutil.NoSuchProcess):
            started = psutil.Process(process.pid).create_time()
            self._state.children[name] = Child(process.pid, started)
        self._save()
        return process

    def _save(self) -> None:
        self._state.save(self._place.folder / "demo.json")

    def _log(self, name: str) -> Path:
        return self._place.logs / f"{name}.log"

    def _where(self, name: str) -> str:
        return f"its log is {self._place.shown(self._log(name))}"
