"""A refused webhook says what Twilio signed instead; our own test is known and leaves no row."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from providers import twilio_probe
from providers.twilio import TwilioProvider
from simulator.signing import sign
from tests.webhook.conftest import ACCOUNT, MESSAGES, TOKEN, URL, Web, message

Ask = Callable[[str], list[Any]]
ROWS = "SELECT 1 FROM communications UNION ALL SELECT 1 FROM webhook_events"


def kept(ask: Ask, column: str) -> list[Any]:
    """Of the refusals that were written down."""
    return ask(f"SELECT {column} FROM webhook_refusals ORDER BY origin")


@pytest.mark.parametrize(
    "given",
    [
        URL.replace("https", "http") + MESSAGES,
        URL + MESSAGES + "/",
        "http://localhost" + MESSAGES,
    ],
)
def test_what_our_token_signed_for_another_address_is_found_out(
    web: Web, ask: Ask, given: str
) -> None:
    """The address that the operator gave Twilio, to be shown beside the right one."""
    assert web.post(MESSAGES, message(), sign(TOKEN, given, message())).status_code == 403
    assert kept(ask, "origin") == ["provider"]
    assert kept(ask, "signed_address") == [given]
    assert kept(ask, "expected_address") == [URL + MESSAGES]


def test_strangers_are_written_down_once_a_second_and_all_counted(web: Web, ask: Ask) -> None:
    """Whoever sends many must not keep the database busy."""
    refusals = web.app.extensions["refusals"]
    for _ in range(20):
        assert web.post(MESSAGES, message(), "wrong").status_code == 403
    assert kept(ask, "count") == [1]
    refusals._written -= 1  # a second later
    web.post(MESSAGES, message(), "wrong")
    assert kept(ask, "count") == [21]


def test_a_probe_is_answered_with_its_word_and_leaves_no_row(web: Web, ask: Ask) -> None:
    own = twilio_probe.word("0" * 16, TOKEN)
    form = [("AccountSid", ACCOUNT), (twilio_probe.FIELD, own)]
    answer = web.post(MESSAGES, form)
    assert (answer.status_code, answer.text) == (200, own)
    assert (ask(ROWS), web.spooled()) == ([], [])


def test_a_made_up_probe_is_an_odd_message(web: Web, ask: Ask) -> None:
    """Kept as everything that is signed."""
    form = [("AccountSid", ACCOUNT), (twilio_probe.FIELD, "abc.def")]
    assert web.post(MESSAGES, form).text.endswith("<Response/>")
    assert len(ask(ROWS)) == 1


@pytest.fixture
def listening(web: Web) -> Iterator[str]:
    """The app behind a real port, its public address."""
    server = make_server("127.0.0.1", 0, web.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_the_provider_tests_the_way_in_over_http(web: Web, ask: Ask, listening: str) -> None:
    """The right signature passes; the wrong one is refused and counted, and alarms nobody."""
    runtime = web.app.extensions["runtime"]
    settings = runtime.settings.model_copy(update={"public_url": listening})
    object.__setattr__(runtime, "settings", settings)
    provider = TwilioProvider(ACCOUNT, [TOKEN], None, "")
    passed = provider.probe(listening + MESSAGES, genuine=True)
    refused = provider.probe(listening + MESSAGES, genuine=False)
    assert (passed.status, passed.recognised) == (200, True)
    assert (refused.status, refused.recognised) == (403, False)
    assert (kept(ask, "origin"), kept(ask, "count")) == (["probe"], [1])
    assert ask(ROWS) == []
