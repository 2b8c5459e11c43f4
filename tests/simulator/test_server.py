"""Where it listens, whom it answers, what it keeps over a restart, and how fast it is."""

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from simulator import server
from tests.simulator.conftest import (
    ACCOUNT,
    MARIA,
    SENDER,
    TOKEN,
    Product,
    Speaker,
    config,
    until_true,
)


def test_another_host_name_is_refused(twilio: Speaker) -> None:
    for header in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        assert twilio.plain.get(f"{twilio.url}/control/record", headers=header).status_code == 403


def test_every_answer_says_that_it_is_a_simulator(twilio: Speaker) -> None:
    answer = twilio.plain.get(twilio.url)
    assert "simulator" in answer.text
    assert answer.headers["X-Simulator"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_the_page_has_no_inline_script_or_style(twilio: Speaker) -> None:
    page = twilio.plain.get(twilio.url).text
    assert "<style" not in page and " style=" not in page and " onclick=" not in page
    assert "<script>" not in page


def test_an_unknown_path_answers_in_twilios_words(twilio: Speaker) -> None:
    assert twilio.api.get(f"{twilio.url}/v2/Services").json()["code"] == 20404


@pytest.fixture
def kept(product: Product, tmp_path: Path) -> Iterator[Callable[[], Speaker]]:
    """Starts simulators one after the other on the same state file."""
    wanted = config(product.url, state=tmp_path / "state.db", delivered_after=0.3, read_after=0.3)
    running: list[tuple[server.Running, Speaker]] = []

    def end() -> None:
        for simulator, speaker in running:
            speaker.close()
            simulator.stop()

    def start() -> Speaker:
        end()
        simulator = server.start(wanted)
        running[:] = [(simulator, Speaker(simulator.url))]
        return running[0][1]

    yield start
    end()


def test_everything_survives_a_restart(kept: Callable[[], Speaker]) -> None:
    first = kept()
    first.write(name="Мария", kind="image")
    sid, template = first.send().json()["sid"], first.content()
    again = kept()
    messages = again.ask("messages")["messages"]
    assert messages[1]["sid"] == sid
    assert messages[0]["media"][0]["content_type"] == "image/png"
    assert again.ask("phones")["phones"][0]["name"] == "Мария"
    assert again.ask("templates")["templates"][0]["sid"] == template


def test_what_was_on_its_way_arrives_after_a_restart(
    kept: Callable[[], Speaker], product: Product
) -> None:
    first = kept()
    first.write()
    first.send()
    assert until_true(lambda: product.callbacks() == ["sent"])
    kept()
    assert until_true(lambda: product.callbacks() == ["sent", "delivered", "read"])


def test_a_reset_forgets_everything(twilio: Speaker) -> None:
    twilio.write()
    twilio.control("faults", name="drop")
    twilio.control("reset")
    assert twilio.ask("record")["messages"] == twilio.ask("faults")["faults"] == []


def test_no_answer_waits_for_nagles_algorithm(twilio: Speaker) -> None:
    """It would show as 40 ms in the median of calls on one kept connection."""

    def timed() -> float:
        began = time.monotonic()
        twilio.send()
        return time.monotonic() - began

    assert statistics.median(timed() for _ in range(21)) < 0.03


def test_sixteen_in_parallel_are_all_taken_once(twilio: Speaker) -> None:
    def send(number: int) -> str:
        with requests.Session() as session:
            session.auth = (ACCOUNT, TOKEN)
            form = {"To": MARIA, "From": SENDER, "Body": str(number)}
            return str(session.post(twilio.messages_url, data=form).json()["sid"])

    with ThreadPoolExecutor(16) as pool:
        sids = set(pool.map(send, range(64)))
    assert {m["sid"] for m in twilio.ask("messages")["messages"]} == sids
    assert len(sids) == 64


@pytest.mark.parametrize("path", ["/control/page", "/control/record", "/control/options"])
def test_the_pages_questions_are_answered(twilio: Speaker, path: str) -> None:
    twilio.write(kind="location")
    twilio.send()
    assert twilio.plain.get(f"{twilio.url}{path}").status_code == 200


def test_an_unchanged_page_costs_nothing(twilio: Speaker) -> None:
    version = twilio.ask("page")["version"]
    assert twilio.ask(f"page?version={version}") == {"version": version, "unchanged": True}
    twilio.write()
    assert "messages" in twilio.ask(f"page?version={version}")
