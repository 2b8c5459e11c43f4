"""The demo as a newcomer runs it: started, written to, stopped, started again, killed."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from commands import embedded
from commands.demo import leftovers
from commands.demo.state import State
from tests.product import ROOT, until

NEWCOMER = "whatsapp:+77019990000"


class Terminal:
    """Somebody's terminal, with a folder of its own and settings that a demo must not take."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.output = folder / "terminal.txt"
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "DEMO_FOLDER": str(folder),
            "PORT": str(port),
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
            "REDIS_URL": "redis://127.0.0.1:9/0",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start a demo and wait until it says how to stop it."""
        with self.output.open("wb") as file:
            command = [sys.executable, "-m", "commands.demo"]
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=file, stderr=file
            )
        until(lambda: "Ctrl-C" in self.said() or self.ended(), seconds=120)
        assert not self.ended(), self.said()

    def ended(self) -> bool:
        """Whether it runs no more."""
        return self.process is None or self.process.poll() is not None

    def said(self) -> str:
        """All that stands on the terminal."""
        return self.output.read_text()

    def end(self, how: signal.Signals) -> int:
        """Ctrl-C, or worse; its exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(20)

    def another(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """A second demo."""
        return self.command("-m", "commands.demo", **environment)

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Something else run in this checkout."""
        return subprocess.run(
            [sys.executable, *arguments],
            env={**self.environment, **environment},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def beside(self, *arguments: str) -> str:
        """What a `flask` command says whose environment names no database of its own."""
        none = dict.fromkeys(("DATABASE_URL", "REDIS_URL"), "")
        return self.command("-m", "flask", "--app", "wsgi", *arguments, **none).stdout

    def children(self) -> dict[str, Any]:
        """The processes the demo has noted."""
        noted: dict[str, Any] = json.loads((self.folder / "demo.json").read_text())["children"]
        return noted

    def control(self, path: str, **wanted: Any) -> Any:
        """Ask the phones, or tell them something."""
        url = f"http://127.0.0.1:{self.port + 1}/control/{path}"
        if not wanted:
            return requests.get(url, timeout=10).json()
        return requests.post(url, json=wanted, timeout=30).json()

    def answers(self) -> list[str]:
        """What the newcomer's phone has got."""
        found = self.control(f"messages?phone={NEWCOMER.replace('+', '%2B')}&direction=outbound")
        return [one["body"] for one in found["messages"] if one["status"] == "read"]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory, port_pair: int) -> Iterator[Terminal]:
    """A folder in which no demo has run."""
    folder = tmp_path_factory.mktemp("demo")
    opened = Terminal(folder, port_pair)
    yield opened
    if not opened.ended():
        opened.end(signal.SIGKILL)
    leftovers.end(State.load(folder / "demo.json").children)
    if embedded.place(folder / "postgres").exists():
        embedded.start(folder / "postgres").delete()
    shutil.rmtree(folder)


def test_a_newcomer_is_answered_and_ctrl_c_stops_everything(terminal: Terminal) -> None:
    """Without an account, a database or Redis."""
    terminal.run()
    terminal.control("inbound", **{"from": NEWCOMER, "name": "Асель", "body": "Здравствуйте!"})
    answer = until(terminal.answers)[0]
    assert answer.startswith("Здравствуйте, Асель! Вы написали в Dreamland PRO")
    pids = [one["pid"] for one in terminal.children().values()]
    assert (terminal.end(signal.SIGINT), len(pids)) == (0, 4)
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert terminal.children() == {}


def test_a_second_start_finds_the_same_data_and_log_ins(terminal: Terminal) -> None:
    """And prints nothing but where everything is."""
    first = terminal.said()
    terminal.run()
    assert terminal.said() == first
    words = [line.split()[0] for line in first.splitlines()]
    team = ["Admin", "Manager", "Agent", "Guide"]
    assert words == ["Starting:", "Inbox", "Phone", *team, "Data", "Logs", "Ctrl-C"]
    assert len(terminal.answers()) == 1
    assert len(terminal.control("phones")["phones"]) == 14


def test_other_commands_of_the_checkout_find_the_running_demo(terminal: Terminal) -> None:
    """Where the environment names no database of its own."""
    said = terminal.beside("tasks")
    assert "was not delivered: it will not go to this number (code 63024)" in said
    doctor = terminal.beside("doctor")
    assert [x for x in doctor.splitlines() if x[0:1] == "✗" and "make setup" not in x] == []
    assert (terminal.folder / "demo.env").stat().st_mode & 0o777 == 0o600


def test_the_clock_is_moved_and_a_restart_keeps_it(terminal: Terminal) -> None:
    """The simulator, whatever it thought, is told at the start."""
    assert "3 d ahead" in terminal.beside("demo", "advance", "3d")
    terminal.control("clock", offset_seconds=5)
    assert "bring both together" in terminal.beside("demo", "clock")
    assert terminal.end(signal.SIGINT) == 0
    terminal.run()
    assert terminal.control("clock")["offset_seconds"] == 3 * 86_400
    assert "together" not in terminal.beside("demo", "clock")
    state = f"http://127.0.0.1:{terminal.port}/readyz"
    until(lambda: requests.get(state, timeout=5).json()["clock"] == "ok")


def test_a_second_demo_and_a_taken_port_are_one_sentence(terminal: Terminal) -> None:
    """With what to do."""
    second = terminal.another()
    assert second.returncode == 1
    assert re.fullmatch(r"A demo is running here already \(process \d+\)\. .*\n", second.stdout)
    other = terminal.folder / "other"
    for port, taken in ((terminal.port, terminal.port), (terminal.port - 1, terminal.port)):
        elsewhere = terminal.another(DEMO_FOLDER=str(other), PORT=str(port))
        assert (elsewhere.returncode, elsewhere.stderr) == (1, "")
        assert elsewhere.stdout.startswith(f"Port {taken} is in use. Take two others: make demo")


def test_a_killed_demo_is_taken_over_by_the_next(terminal: Terminal) -> None:
    """Its processes are found and ended, its database goes on."""
    old = [one["pid"] for one in terminal.children().values()]
    terminal.end(signal.SIGKILL)
    stray = terminal.command("-m", "flask", "--app", "wsgi", "tasks", DATABASE_URL="")
    assert "not delivered" not in stray.stdout
    terminal.run()
    running = [psutil.Process(pid) for pid in old if psutil.pid_exists(pid)]
    assert [one for one in running if one.status() != psutil.STATUS_ZOMBIE] == []
    assert len(terminal.answers()) == 1


def test_a_process_that_dies_is_started_once_more_and_then_ends_the_demo(
    terminal: Terminal,
) -> None:
    """With a sentence that points to its log."""
    first = terminal.children()["clock"]["pid"]
    os.kill(first, signal.SIGKILL)
    until(lambda: "clock ended (code -9) and was started again" in terminal.said())
    until(lambda: terminal.children()["clock"]["pid"] != first)
    os.kill(terminal.children()["clock"]["pid"], signal.SIGKILL)
    until(terminal.ended)
    assert terminal.said().splitlines()[-1].startswith("clock ended twice within a minute; its log")
    assert terminal.process is not None
    assert terminal.process.returncode == 1
    assert not (terminal.folder / "demo.env").exists()
