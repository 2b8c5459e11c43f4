"""kill -9 between Twilio taking a message and its answer being stored: sent once, delivered."""

import time

from benchmarks import kills, reckoning
from tests.flows.conftest import MakeProduct
from tests.product import Product, until

PHONE = "whatsapp:+77015550001"


def test_the_clock_killed_in_a_call_does_not_send_twice(product: Product) -> None:
    _killed_in_a_call(product, "clock")


def test_the_worker_killed_in_a_call_does_not_send_twice(rq_product: Product) -> None:
    _killed_in_a_call(rq_product, "worker")


def test_what_no_callback_speaks_of_is_found_in_the_list(rq_product: Product) -> None:
    rq_product.control("faults", name="callback_never", next=1)
    _killed_in_a_call(rq_product, "worker")


def test_a_claim_killed_before_the_call_is_sent_after_two_looks(
    make_product: MakeProduct,
) -> None:
    product = make_product("web", "clock", SETTLE_UNKNOWN_AFTER_SECONDS="1")
    product.control("faults", name="hang", seconds=30, taken=False, next=1)
    product.writes(PHONE)
    until(lambda: product.one(_SENDING))
    product.kill("clock")
    product.start("clock")
    _delivered_once(product)
    assert product.one("SELECT attempts FROM communications WHERE direction = 'outbound'") == 2


def test_three_kills_under_load_lose_and_double_nothing(make_product: MakeProduct) -> None:
    product = make_product("web", "clock", SETTLE_UNKNOWN_AFTER_SECONDS="1")
    findings = kills.run(product, "clock", times=3, seed=int(time.time()), pace=5)
    assert reckoning.passed(findings), reckoning.table(findings)


_SENDING = "SELECT count(*) FROM communications WHERE whatsapp_status = 'sending'"


def _killed_in_a_call(product: Product, name: str) -> None:
    """Twilio takes the message; before it answers, the process that called is killed."""
    product.control("faults", name="hang", seconds=8, taken=True, next=1)
    network = product.simulator.network
    product.writes(PHONE)
    until(lambda: [m for m in list(network.messages.values()) if not m.inbound], every=0.01)
    product.kill(name)
    product.start(name)
    _delivered_once(product)


def _delivered_once(product: Product) -> None:
    row = "SELECT whatsapp_status FROM communications WHERE direction = 'outbound'"
    until(lambda: product.one(row) in ("delivered", "read"), 60)
    assert len(product.arrived(PHONE)) == 1
