"""The product as real processes on a database of its own, with the simulator beside it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import create_engine, text

from simulator import config, server
from tests import forked

ROOT = Path(__file__).resolve().parent.parent
ACCOUNT = "AC" + "0" * 32
TOKEN = "a-token-of-the-tests"
SENDER = "whatsapp:+77272123456"
BIN = Path(sys.executable).parent
START_WITHIN = 60.0
"""Seconds: a machine that does much else besides starts a process slowly."""


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def until(condition: Callable[[], Any], seconds: float = 60.0, every: float = 0.05) -> Any:
    """Wait until something is true and give it back; an AssertionError after `seconds`.

    Only a failure waits so long: on a machine with other work a process takes its time to start.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(every)
    raise AssertionError(f"still not so after {seconds} s")


class Product:
    """Web, clock, live and (with Redis) worker as processes; `stop` ends what is left of them."""

    def __init__(
        self, database_url: str, folder: Path, redis_url: str | None = None, **settings: str
    ) -> None:
        """Start the simulator and seed the database; no process of ours runs yet."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.live_port = free_port()
        self.live_url = f"http://127.0.0.1:{self.live_port}"
        self.folder = folder
        self.simulator = server.start(
            config.Config(
                webhook_url=self.url,
                account_sid=ACCOUNT,
                auth_token=TOKEN,
                senders=(SENDER,),
                sent_after=0.02,
                delivered_after=0.02,
                read_after=0.02,
            )
        )
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": database_url,
            "PUBLIC_URL": self.url,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_URL": self.simulator.url,
            "WHATSAPP_SENDER": SENDER,
            "SECRET_KEY": "a-secret-of-the-tests-only",
            "ORGANIZATION_NAME": "Dreamland PRO",
            "ORGANIZATION_TIMEZONE": "Asia/Almaty",
            "ADMIN_EMAIL": "admin@example.com",
            "ADMIN_PASSWORD": "correct horse battery",
            "SPOOL_DIR": str(folder / "spool"),
            "MEDIA_DIR": str(folder / "media"),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "LIVE_URL": self.live_url,
            **({"REDIS_URL": redis_url} if redis_url else {}),
            **settings,
        }
        self.engine = create_engine(database_url)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.flask("bootstrap")

    def flask(self, *arguments: str) -> str:
        """Run a `flask …` command that must succeed; its output."""
        code, said, logged = forked.Command(arguments, self.environment).end()
        assert code == 0, f"flask {' '.join(arguments)} ended with {code}: {said}{logged}"
        return said

    def start(self, *names: str) -> None:
        """Start processes by their names in the Procfile; waits for web and live to answer."""
        self.launch(*names)
        for name, url in (("web", self.url), ("live", self.live_url)):
            if name in names:
                until(partial(self._answers, url), START_WITHIN)

    def launch(self, *names: str) -> None:
        """Start processes and wait for nothing."""
        for name in names:
            with (self.folder / f"{name}.log").open("ab") as log:
                self._running[name] = subprocess.Popen(
                    ["/bin/sh", "-c", _procfile()[name]],
                    env=self.environment
                    | ({"PORT": str(self.live_port)} if name == "live" else {}),
                    cwd=ROOT,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def pid(self, name: str) -> int:
        """The process id of a running process."""
        return self._running[name].pid

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to a process and all it started; waits for its end."""
        process = self._running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        return process.wait(20)

    def terminate(self, name: str) -> float:
        """Ask a process, and only it, to end; the seconds it took."""
        process = self._running.pop(name)
        began = time.monotonic()
        process.terminate()
        process.wait(20)
        return time.monotonic() - began

    def wait(self, name: str) -> int:
        """Wait for a process to end by itself; its exit code."""
        return self._running.pop(name).wait(60)

    def stop(self) -> None:
        """End everything that still runs."""
        for name in list(self._running):
            self.kill(name)
        self.simulator.stop()
        self.engine.dispose()

    def log(self, name: str) -> str:
        """What a process wrote."""
        return (self.folder / f"{name}.log").read_text()

    def control(self, path: str, **wanted: Any) -> Any:
        """Tell the simulator something."""
        answer = requests.post(f"{self.simulator.url}/control/{path}", json=wanted, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def writes(self, phone: str, body: str = "Здравствуйте!", **wanted: Any) -> Any:
        """A client writes; the simulator's record of the webhook."""
        return self.control("inbound", **{"from": phone, "body": body, **wanted})

    def arrived(self, phone: str | None = None) -> list[dict[str, Any]]:
        """The messages of ours that really reached a phone, by the simulator's record."""
        query = {"direction": "outbound", "arrived": "1", **({"phone": phone} if phone else {})}
        answer = requests.get(
            f"{self.simulator.url}/control/messages", params=query, timeout=30
        ).json()
        found: list[dict[str, Any]] = answer["messages"]
        return found

    def sql(self, statement: str, **values: Any) -> list[Any]:
        """Ask the database, or tell it."""
        with self.engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    def one(self, statement: str, **values: Any) -> Any:
        """The one value of a question."""
        return self.sql(statement, **values)[0][0]

    def _answers(self, url: str) -> bool:
        try:
            return requests.get(f"{url}/healthz", timeout=1).ok
        except requests.ConnectionError:
            return False


def _procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line.strip())
