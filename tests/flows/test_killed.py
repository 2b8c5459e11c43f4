"""kill -9 between Twilio taking a message and its answer being stored: sent once, delivered."""

import time

import pytest

from benchmarks import kills, reckoning
from tests.flows.conftest import MakeProduct
from tests.product import Product, until

REPORTED, SILENT, REFUSED = (f"whatsapp:+7701555000{number}" for number in range(3))


def test_a_clock_killed_in_its_calls_sends_nothing_twice(make_product: MakeProduct) -> None:
    product = make_product("web", "clock", SETTLE_UNKNOWN_AFTER_SECONDS="1")
    _killed_in_its_calls(product, "clock", [REPORTED, SILENT, REFUSED])


def test_a_worker_killed_in_its_call_sends_nothing_twice(
    make_product: MakeProduct, redis_url: str
) -> None:
    product = make_product("web", "clock", "worker", redis_url=redis_url)
    _killed_in_its_calls(product, "worker", [REPORTED])


@pytest.mark.long
def test_three_kills_under_load_lose_and_double_nothing(make_product: MakeProduct) -> None:
    product = make_product("web", "clock", SETTLE_UNKNOWN_AFTER_SECONDS="1")
    findings = kills.run(product, "clock", times=3, seed=int(time.time()), pace=5)
    assert reckoning.passed(findings), reckoning.table(findings)


def _killed_in_its_calls(product: Product, name: str, phones: list[str]) -> None:
    """Twilio takes a message, or drops it; before it answers, the process that calls is killed.

    One is followed by its callbacks, one by none, one was never taken.
    """
    for phone in phones:
        taken = phone != REFUSED
        product.control("faults", name="hang", seconds=8, taken=taken, next=1, phone=phone)
    product.control("faults", name="callback_never", next=1, phone=SILENT)
    for phone in phones:
        product.writes(phone)
    until(lambda: _struck(product) == len(phones), every=0.01)
    product.kill(name)
    product.start(name)
    statuses = "SELECT whatsapp_status FROM communications WHERE direction = 'outbound'"
    until(lambda: {row[0] for row in product.sql(statuses)} <= {"delivered", "read"}, 60)
    assert sorted(message["phone"] for message in product.arrived()) == phones


def _struck(product: Product) -> int:
    """How many calls hang."""
    faults = product.simulator.network.faults.shown()
    return sum(fault["hits"] for fault in faults if fault["name"] == "hang")
