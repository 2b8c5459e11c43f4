"""What the tests of the worker stand on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worker.world import World


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """A sender with clients, and the simulator as Twilio."""
    made = World(database_url, tmp_path)
    yield made
    made.stop()


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Tells the work to end; set when the test ends."""
    event = threading.Event()
    yield event
    event.set()
