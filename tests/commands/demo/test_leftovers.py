"""Processes of a killed demo: only those that are really ours are ended."""

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from commands.demo import leftovers
from commands.demo.__main__ import ORDER
from commands.demo.state import Child


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process with `simulator` in its command line."""
    code = "import time; 'simulator'; time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def started(process: subprocess.Popen[bytes]) -> float:
    """When it began."""
    return psutil.Process(process.pid).create_time()


def test_every_process_of_a_demo_is_known_by_its_command_line() -> None:
    """One that is not would outlive a demo that was killed."""
    assert tuple(leftovers.MARKS) == ORDER


def test_ours_is_ended(stranger: subprocess.Popen[bytes]) -> None:
    """Name, number and start agree."""
    leftovers.end({"simulator": Child(stranger.pid, started(stranger))})
    assert stranger.wait(5) != 0


def test_a_number_given_to_another_process_is_left_alone(stranger: subprocess.Popen[bytes]) -> None:
    """It began at another time, or is another command."""
    leftovers.end({"simulator": Child(stranger.pid, started(stranger) - 3600)})
    leftovers.end({"clock": Child(stranger.pid, started(stranger))})
    leftovers.end({"web": Child(2**22 + 1, 0.0)})
    assert stranger.poll() is None
