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


def test_clock_and_web_end_within_five_seconds_under_load(make_product: MakeProduct) -> None:
    product = make_product("web", "clock")
    product.control("faults", name="hang", seconds=30, taken=True, next=20)
    for number in range(40):
        product.writes(f"+7705{number:07d}", wait=False)
    until(lambda: product.sql(f"{STATUS} AND whatsapp_status = 'sending'"))
    assert product.terminate("clock") < 5
    assert product.terminate("web") < 5


def test_a_worker_told_to_end_leaves_what_hangs_to_be_settled(
    make_product: MakeProduct, redis_url: str
) -> None:
    product = make_product("web", "clock", "worker", redis_url=redis_url)
    product.control("faults", name="callback_late", seconds=8, next=1)
    product.control("faults", name="hang", seconds=30, taken=True, next=1)
    product.writes(PHONE)
    until(lambda: product.sql(STATUS) == [("sending",)])
    assert product.terminate("worker") < 5
    assert product.sql(STATUS) == [("sending",)]
    product.start("worker")
    until(lambda: product.one(STATUS) in ("delivered", "read"), 45)
    assert len(product.arrived(PHONE)) == 1


def test_a_worker_without_redis_waits(product: Product) -> None:
    product.start("worker")
    until(lambda: "worker_waits" in product.log("worker"))
    assert product.terminate("worker") < 5


@pytest.mark.parametrize("name", ["web", "worker", "clock", "live"])
def test_a_process_without_its_settings_names_them_all_and_ends(
    make_product: MakeProduct, name: str
) -> None:
    product = make_product()
    del product.environment["PUBLIC_URL"], product.environment["SECRET_KEY"]
    product.launch(name)
    assert product.wait(name) != 0
    assert "PUBLIC_URL, SECRET_KEY" in product.log(name)


def test_what_was_spooled_is_taken_in_by_the_web_processes(make_product: MakeProduct) -> None:
    product = make_product("web")
    product.sql("ALTER TABLE webhook_events RENAME TO webhook_events_away")
    product.sql("ALTER TABLE communications RENAME TO communications_away")
    assert product.writes(PHONE)["webhook"]["status"] == 200
    spool = product.folder / "spool"
    assert list(spool.glob("*.json"))
    product.sql("ALTER TABLE communications_away RENAME TO communications")
    product.sql("ALTER TABLE webhook_events_away RENAME TO webhook_events")
    until(lambda: not list(spool.glob("*.json")))
    assert product.one("SELECT count(*) FROM communications WHERE direction = 'inbound'") == 1


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
        honcho.wait(8)
    assert not _is_up(product)


def _is_up(product: Product) -> bool:
    try:
        return requests.get(f"{product.url}/healthz", timeout=1).ok
    except requests.ConnectionError:
        return False
