"""Each misbehaviour, as a caller of the API and the product's webhooks feel it."""

import time
from typing import Any

import pytest
import requests

from tests.simulator.conftest import MARIA, Product, Speaker, until_true

OTHER = "whatsapp:+77070000000"


def taken(twilio: Speaker) -> int:
    """How many messages Twilio has taken."""
    return len(twilio.ask("messages?direction=outbound")["messages"])


def test_too_many_requests_names_the_wait_and_takes_nothing(twilio: Speaker) -> None:
    twilio.control("faults", name="too_many", retry_after=7, next=1)
    answer = twilio.send()
    assert (answer.status_code, answer.json()["code"]) == (429, 20429)
    assert answer.headers["Retry-After"] == "7"
    assert taken(twilio) == 0
    assert twilio.send().status_code == 201


@pytest.mark.parametrize("was_taken", [True, False])
def test_a_server_error_may_have_taken_the_message(twilio: Speaker, was_taken: bool) -> None:
    twilio.control("faults", name="server_error", taken=was_taken, next=1)
    assert twilio.send().status_code == 500
    assert taken(twilio) == int(was_taken)


@pytest.mark.parametrize("was_taken", [True, False])
def test_a_dropped_line_may_have_taken_the_message(twilio: Speaker, was_taken: bool) -> None:
    twilio.control("faults", name="drop", taken=was_taken, next=1)
    with pytest.raises(requests.ConnectionError):
        twilio.send()
    assert taken(twilio) == int(was_taken)
    assert twilio.ask("record")["requests"][-1]["status"] == 0


@pytest.mark.parametrize("was_taken", [True, False])
def test_a_hang_answers_nothing_in_time(twilio: Speaker, was_taken: bool) -> None:
    twilio.control("faults", name="hang", taken=was_taken, seconds=1, next=1)
    with pytest.raises(requests.ReadTimeout):
        twilio.api.post(
            twilio.messages_url,
            data={"To": MARIA, "From": "whatsapp:+14155238886", "Body": "Hello"},
            timeout=0.2,
        )
    assert taken(twilio) == int(was_taken)


def test_latency_delays_the_answer_not_the_taking(twilio: Speaker) -> None:
    twilio.control("faults", name="latency", ms=150)
    began = time.monotonic()
    assert twilio.send().status_code == 201
    assert time.monotonic() - began > 0.15


def test_any_refusal_can_be_ordered(twilio: Speaker) -> None:
    twilio.control("faults", name="refuse", code=21408, next=1)
    assert twilio.send().json()["code"] == 21408
    assert taken(twilio) == 0


def test_the_next_message_can_fail_by_callback(twilio: Speaker, product: Product) -> None:
    twilio.write()
    twilio.control("faults", name="fail", code="63024", next=1)
    twilio.send()
    product.wait_for(3)
    twilio.send()
    product.wait_for(6)
    assert product.callbacks() == ["sent", "undelivered", "sent", "delivered", "read"]


@pytest.mark.parametrize(
    ("fault", "callbacks"),
    [
        ("callback_twice", ["sent", "sent", "delivered", "delivered", "read", "read"]),
        ("callback_out_of_order", ["read", "delivered", "sent"]),
        ("no_read", ["sent", "delivered"]),
        ("callback_never", []),
    ],
)
def test_callbacks_misbehave(
    twilio: Speaker, product: Product, fault: str, callbacks: list[str]
) -> None:
    twilio.write()
    twilio.control("faults", name=fault, next=1)
    twilio.send()
    until_true(lambda: twilio.ask("messages")["messages"][-1]["status"] in ("read", "delivered"))
    until_true(lambda: len(product.callbacks()) > len(callbacks), 0.3)
    assert product.callbacks() == callbacks


def test_callbacks_come_late(twilio: Speaker, product: Product) -> None:
    twilio.write()
    twilio.control("faults", name="callback_late", seconds=0.4, next=1)
    twilio.send()
    assert not until_true(lambda: bool(product.callbacks()), 0.25)
    assert until_true(lambda: sorted(product.callbacks()) == ["delivered", "read", "sent"])


def test_a_callback_can_overtake_the_answer(twilio: Speaker, product: Product) -> None:
    twilio.write()
    twilio.control("faults", name="callback_before_answer", next=1)
    twilio.control("options", delivered_after=5)
    twilio.send()
    assert product.callbacks() == ["sent"]


def test_an_inbound_webhook_comes_twice(twilio: Speaker, product: Product) -> None:
    twilio.control("faults", name="inbound_twice", next=1)
    twilio.write()
    assert len({h.form["MessageSid"] for h in product.heard}) == 1
    assert len(product.heard) == 2


def test_a_fault_may_be_for_one_phone_or_another_call(twilio: Speaker) -> None:
    twilio.control("faults", name="too_many", phone=OTHER)
    twilio.control("faults", name="server_error", on="list")
    assert twilio.send().status_code == 201
    assert twilio.send(To=OTHER).status_code == 429
    assert twilio.api.get(twilio.messages_url).status_code == 500


def test_a_chance_with_a_seed_repeats_itself(twilio: Speaker) -> None:
    def run() -> list[int]:
        twilio.plain.delete(f"{twilio.url}/control/faults")
        twilio.control("faults", name="too_many", probability=0.5, seed=42)
        return [twilio.send().status_code for _ in range(12)]

    first = run()
    assert first == run()
    assert {201, 429} == set(first)


def test_faults_are_listed_with_what_is_left_and_ended_by_name(twilio: Speaker) -> None:
    twilio.control("faults", name="too_many", next=2)
    twilio.send()
    shown: Any = twilio.ask("faults")["faults"][0]
    assert (shown["name"], shown["next"], shown["hits"]) == ("too_many", 1, 1)
    twilio.plain.delete(f"{twilio.url}/control/faults/too_many")
    assert twilio.ask("faults")["faults"] == []


def test_an_unknown_fault_is_refused_in_words(twilio: Speaker) -> None:
    assert "no fault is named" in twilio.control("faults", name="gremlins")["error"]
    assert "takes" in twilio.control("faults", name="latency", seconds=3)["error"]
