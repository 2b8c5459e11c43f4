"""How a simulator is told what to be."""

import pytest

from simulator.config import NotLoopback, parse
from tests.simulator.conftest import ACCOUNT, SENDER, config

FLAGS = ["--webhook-url", "http://127.0.0.1:8000/", "--account-sid", ACCOUNT, "--auth-token", "t"]


def test_flags_stand_before_the_environment() -> None:
    environment = {"SIMULATOR_PORT": "1", "SIMULATOR_SENDER": f"{SENDER},whatsapp:+15005550006"}
    found = parse([*FLAGS, "--port", "2"], environment)
    assert (found.port, len(found.senders), found.signed_url) == (2, 2, "http://127.0.0.1:8000")


def test_a_flag_for_the_sender_replaces_the_environments() -> None:
    found = parse([*FLAGS, "--sender", SENDER], {"SIMULATOR_SENDER": "whatsapp:+15005550006"})
    assert found.senders == (SENDER,)


def test_everything_missing_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse([], {})
    said = capsys.readouterr().err
    assert "--webhook-url" in said and "--sender" in said


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com"])
def test_it_never_listens_beyond_loopback(host: str) -> None:
    with pytest.raises(NotLoopback):
        config("http://127.0.0.1:1", host=host)
