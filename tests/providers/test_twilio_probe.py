"""A probe knows its own word, and says why nothing answered."""

import socket
import threading

from providers import twilio_probe
from providers.twilio import TwilioProvider
from tests.product import free_port
from tests.providers.stub import ACCOUNT, TOKEN


def test_a_word_is_known_by_either_token_and_by_no_other() -> None:
    word = twilio_probe.word("0" * 16, TOKEN)
    form = {twilio_probe.FIELD: word}
    assert twilio_probe.read(form, [TOKEN]) == word
    assert twilio_probe.read(form, ["new", TOKEN]) == word
    assert twilio_probe.read(form, ["new"]) is None
    assert twilio_probe.read({}, [TOKEN]) is None
    assert twilio_probe.read({twilio_probe.FIELD: "\ud83d."}, [TOKEN]) is None


def test_nobody_there_is_no_error(provider: TwilioProvider) -> None:
    """What is wrong comes back as a word."""
    answer = provider.probe(f"http://127.0.0.1:{free_port()}/", genuine=True)
    assert (answer.status, answer.recognised, answer.problem) == (None, False, "refused")
    nowhere = provider.probe("http://no-such-host.invalid/", genuine=True)
    assert nowhere.problem == "name"


def test_a_server_without_tls_is_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        url = f"https://127.0.0.1:{server.getsockname()[1]}/"
        assert twilio_probe.call(url, ACCOUNT, TOKEN, genuine=True).problem == "tls"
