"""`make demo`: starts everything, says where it is, and stops everything on Ctrl-C."""

import os
import shlex
import signal
import subprocess
import sys
import threading
from types import FrameType

import requests

from commands import embedded, schema
from commands.demo import data, environment, leftovers, phones, ports, product
from commands.demo.place import CannotRun, Place
from commands.demo.state import State
from commands.demo.supervisor import Supervisor
from settings import ROOT

READY_WITHIN = 120.0
"""Seconds; far more than it takes, for a machine that is busy with something else."""

LOOK_EVERY = 0.3
ORDER = ("live", "web", "clock", "simulator")
"""Stopped in this order: who only tells, who takes messages in, who carries them."""


class Interrupted(Exception):
    """Told to stop before everything was up."""


def say(sentence: str) -> None:
    """To the terminal, at once."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def main() -> int:
    """Run a demo until Ctrl-C; 1 where it could not, or not on."""
    stop = threading.Event()

    def end(signum: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    try:
        port = ports.wanted(os.environ)
        place = Place.of(os.environ)
        with place.held():
            Demo(place, port, stop).run()
    except CannotRun as why:
        say(str(why))
        return 1
    except Interrupted:
        pass
    return 0


class Demo:
    """One run of the demo."""

    def __init__(self, place: Place, port: int, stop: threading.Event) -> None:
        """Nothing runs yet."""
        self._place = place
        self._port = port
        self._stop = stop
        self._state = State.load(place.folder / "demo.json")
        self._supervisor = Supervisor(place, self._state, say)
        self._server: embedded.Server | None = None

    def run(self) -> None:
        """Start, wait for the end, stop. Raises CannotRun or Interrupted."""
        environment.withdraw(self._place)
        leftovers.end(self._state.children)
        ports.require_free(self._port)
        try:
            self._start()
            say(self._welcome())
            while not self._stop.wait(LOOK_EVERY):
                self._supervisor.look()
                if self._server and not self._server.runs():
                    where = self._place.shown(self._server.folder / "log")
                    raise CannotRun(f"The database ended by itself; its log is {where}")
        finally:
            self._end()

    def _start(self) -> None:
        """Database and simulator first; web and clock find everything ready."""
        say("Starting: a database, a simulated Twilio, then the product; seconds, or a minute.")
        told = environment.simulator(self._place, self._state, self._port)
        simulator = [sys.executable, "-m", "simulator"]
        self._supervisor.start("simulator", simulator, environment.of_process(self._place, told))
        self._server = self._database()
        live_port = ports.free()
        settings = environment.product(
            self._place, self._state, self._port, live_port, self._server.url
        )
        self._check()
        self._supervisor.wait_for(
            "simulator", lambda: phones.are_there(settings["TWILIO_API_URL"]), READY_WITHIN
        )
        self._prepare(settings)
        self._check()
        environment.publish(self._place, settings)
        for name in ("web", "clock", "live"):
            port = live_port if name == "live" else self._port
            own = environment.of_process(self._place, {**settings, "PORT": str(port)})
            self._supervisor.start(name, _procfile(name), own)
        self._supervisor.wait_for("web", self._is_ready, READY_WITHIN)

    def _database(self) -> embedded.Server:
        try:
            return embedded.start(self._place.database)
        except (OSError, AssertionError, subprocess.SubprocessError) as problem:
            where = embedded.place(self._place.database) / "log"
            raise CannotRun(
                f"PostgreSQL could not start ({type(problem).__name__}); its log is {where}"
            ) from None

    def _prepare(self, settings: dict[str, str]) -> None:
        try:
            product.prepare(settings, self._state)
        except schema.NewerSchema as problem:
            raise CannotRun(
                f"The demo's data are of a newer version of the code (schema {problem}). Update "
                f"the code, or begin anew: remove {embedded.place(self._place.database)}"
            ) from None

    def _check(self) -> None:
        if self._stop.is_set():
            raise Interrupted

    def _is_ready(self) -> bool:
        self._check()
        try:
            return requests.get(f"http://127.0.0.1:{self._port}/readyz", timeout=1).ok
        except requests.RequestException:
            return False

    def _end(self) -> None:
        """In order; a second Ctrl-C changes nothing."""
        for name in ORDER:
            self._supervisor.stop(name)
        if self._server is not None:
            self._server.stop()
        environment.withdraw(self._place)

    def _welcome(self) -> str:
        assert self._server is not None  # noqa: S101  (it was started)
        shown = self._place.shown
        rows = {
            "Inbox": f"http://127.0.0.1:{self._port}/inbox/",
            "Phone": f"http://127.0.0.1:{self._port + 1}/",
            "Admin": f"{data.ADMIN}  {self._state.admin_password}",
            "Manager": f"{data.MANAGER}  {self._state.manager_password}",
            "Agent": f"{data.AGENT}  {self._state.agent_password}",
            "Guide": f"{data.GUIDE}  {self._state.guide_password}",
            "Data": f"{shown(self._place.folder)}, the database in {shown(self._server.folder)}",
            "Logs": shown(self._place.logs),
        }
        lines = [f"{name:<8}{value}" for name, value in rows.items()]
        return "\n".join([*lines, "Ctrl-C stops it."])


def _procfile(name: str) -> list[str]:
    """A line of the Procfile."""
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}: "):
            return ["/bin/sh", "-c", line.removeprefix(f"{name}: ")]
    raise CannotRun(f"The Procfile has no line {shlex.quote(name)}.")


if __name__ == "__main__":
    sys.exit(main())
