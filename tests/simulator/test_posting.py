"""Posting to a product that is not there, or not well."""

import socket

from simulator.posting import Lines


def test_a_refused_connection_is_a_connect_failure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = Lines().post(f"http://127.0.0.1:{taken.getsockname()[1]}/x", [("a", "b")], {})
    assert (answer.status, answer.failure) == (0, "ct")
    assert answer.failed_as("ct") and answer.failed_as("all") and not answer.failed_as("rt,5xx")
