"""SIGTERM ends each process within 5 seconds, under load; a runner of the Procfile works."""

import signal
import subprocess
from pathlib import Path

import pytest
import requests

from tests.flows.conftest import MakeProduct
from tests.product import BIN, ROOT, Product, until

PHONE = "whatsapp:+77015550001"
STATUS = "SELECT whatsapp_status FROM communications WHERE direction = 'outbound'"


@pytest.mark.parametrize("name", ["clock", "web"])
def test_a_process_ends_within_five_seconds_under_load(product: Product, name: str) -> None:
    product.control("faults", name="hang", seconds=30, taken=True, next=20)
    for number in range(40):
        product.writes(f"+7705{number:07d}", wait=False)
    until(lambda: product.sql("SELECT 1 FROM communications WHERE whatsapp_status = 'sending'"))
    assert product.terminate(name) < 5


def test_a_worker_told_to_end_leaves_what_hangs_to_be_settled(rq_product: Product) -> None:
    rq_product.control("faults", name="callback_never", next=1)
    rq_product.control("faults", name="hang", seconds=30, taken=True, next=1)
    rq_product.writes(PHONE)
    until(lambda: rq_product.sql(STATUS) == [("sending",)])
    assert rq_product.terminate("worker") < 5
    assert rq_product.sql(STATUS) == [("sending",)]
    rq_product.start("worker")
    until(lambda: rq_product.one(STATUS) in ("delivered", "read"), 45)
    assert len(rq_product.arrived(PHONE)) == 1


def test_a_worker_without_redis_waits(product: Product) -> None:
    product.start("worker")
    until(lambda: "worker_waits" in product.log("worker"))
    assert product.terminate("worker") < 5


def test_a_process_without_its_settings_names_them_all(make_product: MakeProduct) -> None:
    product = make_product()
    del product.environment["PUBLIC_URL"], product.environment["SECRET_KEY"]
    product.start("clock")
    until(lambda: "PUBLIC_URL, SECRET_KEY" in product.log("clock"))
    assert product.wait("clock") != 0


def test_honcho_runs_the_procfile_without_an_activated_environment(
    make_product: MakeProduct, tmp_path: Path
) -> None:
    product = make_product()
    environment = {**product.environment, "PATH": "/usr/bin:/bin"}
    with (tmp_path / "honcho.log").open("wb") as log:
        honcho = subprocess.Popen(
            [BIN / "honcho", "start"], env=environment, cwd=ROOT, stdout=log, stderr=log
        )
    try:
        until(lambda: _is_up(product))
        product.writes(PHONE)
        until(lambda: product.arrived(PHONE))
    finally:
        honcho.send_signal(signal.SIGTERM)
        assert honcho.wait(8) in (0, -signal.SIGTERM, 128 + signal.SIGTERM, 1)
    assert not _is_up(product)


def _is_up(product: Product) -> bool:
    try:
        return requests.get(f"{product.url}/healthz", timeout=1).ok
    except requests.ConnectionError:
        return False
