"""`flask …` as a process of its own, forked from one that has imported the product already.

Most of a short command's time goes into imports, and the stories run dozens of them. Whatever is
about how a process starts, or is to be killed, runs `.venv/bin/flask` itself.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.cli import main

ROOT = Path(__file__).resolve().parent.parent
_starter = multiprocessing.get_context("forkserver")
_starter.set_forkserver_preload(["wsgi"])


class Command:
    """One command that runs. Its output is kept in files, so that it never waits for a reader."""

    def __init__(self, arguments: tuple[str, ...], environment: Mapping[str, str]) -> None:
        """Start it in the project's folder with this environment and no other."""
        self._folder = TemporaryDirectory()
        self._files = [Path(self._folder.name) / name for name in ("out", "err")]
        wanted = (arguments, dict(environment), [str(file) for file in self._files])
        self._process: BaseProcess = _starter.Process(target=_run, args=wanted)
        self._process.start()

    def end(self, seconds: float = 60) -> tuple[int, str, str]:
        """Wait for its end: the exit code, what it said, what it logged."""
        self._process.join(seconds)
        code = self._process.exitcode
        assert code is not None, "it did not end"
        said, logged = (file.read_text(encoding="utf-8") for file in self._files)
        self._process.close()
        self._folder.cleanup()
        return code, said, logged


def _run(arguments: tuple[str, ...], environment: dict[str, str], files: list[str]) -> None:
    """In the new process: become the command."""
    for number, file in enumerate(files, start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["flask", *arguments]
    main()
