"""Processes of a demo that was killed: found by what it had written down, and ended."""

import os
import signal
import time
from collections.abc import Mapping
from contextlib import suppress

import psutil

from commands.demo.state import Child

MARKS = {
    "live": "-m live",
    "web": "granian",
    "clock": "worker.clock",
    "simulator": "simulator",
}
"""What a process of that name has in its command line."""

PATIENCE = 5.0
DRIFT = 2.0
"""Seconds by which a system's idea of a process's start may have moved with its clock."""


def end(children: Mapping[str, Child]) -> None:
    """End those that still run and are really ours: an id may be somebody else's by now."""
    for name in MARKS:
        child = children.get(name)
        process = _ours(name, child) if child else None
        if process is not None:
            _end(process)


def _ours(name: str, child: Child) -> psutil.Process | None:
    try:
        process = psutil.Process(child.pid)
        same = abs(process.create_time() - child.started) < DRIFT
        return process if same and MARKS[name] in " ".join(process.cmdline()) else None
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def _end(process: psutil.Process) -> None:
    """Asked first; then it and all it started are killed: each has a group of its own."""
    with suppress(psutil.NoSuchProcess):
        process.terminate()
        deadline = time.monotonic() + PATIENCE
        while _runs(process):
            if time.monotonic() > deadline:
                os.killpg(process.pid, signal.SIGKILL)
                return
            time.sleep(0.05)


def _runs(process: psutil.Process) -> bool:
    """Nobody may be there to fetch the end of an orphan: it then stays as a zombie."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
