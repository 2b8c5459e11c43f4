"""Two neighbouring ports below those that systems hand out by themselves."""

import random

import pytest

from commands.demo import ports
from commands.demo.place import CannotRun


@pytest.fixture(scope="session")
def port_pair() -> int:
    """A port that is free together with the one before and the next."""
    for _ in range(100):
        port = random.randrange(20_001, 29_999)
        try:
            ports.require_free(port - 1)
            ports.require_free(port)
        except CannotRun:
            continue
        return port
    raise AssertionError("no two neighbouring ports are free")
