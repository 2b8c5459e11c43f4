"""The demo's two ports."""

import socket

import pytest

from commands.demo import ports
from commands.demo.place import CannotRun


def test_the_port_comes_from_the_environment_or_is_8000() -> None:
    """The phone's is the next."""
    assert ports.wanted({}) == 8000
    assert ports.wanted({"PORT": "8100"}) == 8100


@pytest.mark.parametrize("typed", ["http", "0", "65535", "-1"])
def test_a_port_that_is_none_is_refused(typed: str) -> None:
    """With what is needed."""
    with pytest.raises(CannotRun, match="a number from 1 to 65534"):
        ports.wanted({"PORT": typed})


def test_a_taken_port_is_named(port_pair: int) -> None:
    """Whichever of the two."""
    with socket.create_server(("127.0.0.1", port_pair)):
        for asked in (port_pair, port_pair - 1):
            with pytest.raises(CannotRun, match=f"Port {port_pair} is in use"):
                ports.require_free(asked)
    ports.require_free(port_pair)
