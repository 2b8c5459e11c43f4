"""The demo's clock is moved while everything runs: sent once, nothing stuck, windows close."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

import now
from crm.errors import WindowClosed
from tests.flows import desk
from tests.flows.conftest import MakeProduct
from tests.product import Product, until

PHONE = "+77015550001"
BEFORE, BETWEEN, REFUSED = (f"whatsapp:+7701555001{number}" for number in range(3))
DAYS = timedelta(days=3)
STATUSES = "SELECT DISTINCT whatsapp_status FROM communications WHERE direction = 'outbound'"
WRITTEN = "SELECT max(last_inbound_at) FROM conversations"


def test_after_a_move_the_window_is_closed_and_the_next_message_opens_it(
    make_product: MakeProduct,
) -> None:
    product = make_product("web", "clock", DEMO_CLOCK="1")
    product.writes(PHONE, name="Мария")
    until(lambda: product.sql(STATUSES) == [("read",)])
    before: datetime = product.one(WRITTEN)
    product.flask("demo", "advance", "3d")
    with _three_days_later(), pytest.raises(WindowClosed):
        desk.answer(product, PHONE, "Есть места.")
    product.writes(PHONE, "Ещё здесь?")
    assert DAYS < product.one(WRITTEN) - before < DAYS + timedelta(minutes=2)
    with _three_days_later():
        desk.answer(product, PHONE, "Да, есть места.")
    until(lambda: len(_got(product)) == 2)
    until(lambda: product.sql(STATUSES) == [("read",)])
    until(lambda: _readiness(product)["clock"] == "ok", 3)


def test_whatever_is_written_after_a_move_has_the_moved_time(make_product: MakeProduct) -> None:
    """By the web, the clock and its work: nobody asks the machine or the database for the time."""
    product = make_product("web", "clock", DEMO_CLOCK="1")
    product.flask("demo", "advance", "3d")
    moved_at = datetime.now(UTC)
    product.writes(PHONE, "Вот так", kind="image", name="Мария")
    until(lambda: product.sql("SELECT 1 FROM attachments WHERE state = 'stored'"))
    product.writes(PHONE, "стоп")
    until(lambda: len(_got(product)) == 2, 20)
    until(lambda: product.sql(STATUSES) == [("read",)])
    assert [name for name in _instants(product) if _is_real(product, *name, moved_at)] == []


def test_a_drain_over_which_the_clock_leaps_sends_each_message_once(
    make_product: MakeProduct,
) -> None:
    _a_leap_under_load(make_product("web", "clock", DEMO_CLOCK="1"))


def test_workers_over_which_the_clock_leaps_send_each_message_once(
    make_product: MakeProduct, redis_url: str
) -> None:
    product = make_product("web", "clock", "worker", redis_url=redis_url, DEMO_CLOCK="1")
    _a_leap_under_load(product)


def test_calls_cut_off_by_a_kill_are_settled_though_the_clock_leapt_meanwhile(
    make_product: MakeProduct,
) -> None:
    """One was taken before the simulator's clock was moved, one between that and ours, and one
    was not taken at all."""
    product = make_product("web", "clock", DEMO_CLOCK="1", SETTLE_UNKNOWN_AFTER_SECONDS="1")
    desk.approve_templates(product)
    product.control("faults", name="callback_never")
    _hangs(product, BEFORE, taken=True)
    _hangs(product, REFUSED, taken=False)
    product.control("clock", offset_seconds=DAYS.total_seconds())
    _hangs(product, BETWEEN, taken=True)
    product.kill("clock")
    product.flask("demo", "advance", "3d")
    product.start("clock")
    until(lambda: {row[0] for row in product.sql(STATUSES)} <= {"sent", "delivered", "read"}, 60)
    until(lambda: len(_got(product)) >= 3, 5)  # the last may have been taken this moment
    assert sorted(message["phone"] for message in _got(product)) == [BEFORE, BETWEEN, REFUSED]


def _a_leap_under_load(product: Product) -> None:
    """Sixty first messages are being answered, slowly, when three days pass."""
    desk.approve_templates(product)
    product.control("faults", name="latency", ms=1500, on="send")
    phones = [f"whatsapp:+7705{number:07d}" for number in range(60)]
    for phone in phones:
        product.writes(phone, wait=False)
    until(lambda: product.sql(f"{STATUSES} AND whatsapp_status = 'sending'"))
    product.flask("demo", "advance", "3d")
    assert product.sql(f"{STATUSES} AND whatsapp_status IN ('queued', 'sending')"), "too fast"
    until(lambda: len(_got(product)) >= len(phones), 40)
    until(lambda: {row[0] for row in product.sql(STATUSES)} <= {"read", "failed"}, 20)
    assert sorted(message["phone"] for message in _got(product)) == phones


def _hangs(product: Product, phone: str, *, taken: bool) -> None:
    """A first message is being answered, and Twilio's own answer to that does not come."""
    product.control("faults", name="hang", seconds=20, taken=taken, next=1, phone=phone)
    product.writes(phone)
    until(
        lambda: any(
            fault["name"] == "hang" and fault["phone"] == phone and fault["hits"]
            for fault in product.simulator.network.faults.shown()
        )
    )


def _instants(product: Product) -> list[tuple[str, str]]:
    """Every column that holds an instant, with its table."""
    return [
        (table, column)
        for table, column in product.sql(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = 'timestamp with time zone'"
        )
    ]


def _is_real(product: Product, table: str, column: str, since: datetime) -> bool:
    """Whether somebody wrote the real time there."""
    span = "BETWEEN CAST(:since AS timestamptz) AND CAST(:since AS timestamptz) + interval '1 day'"
    return bool(product.sql(f"SELECT 1 FROM {table} WHERE {column} {span} LIMIT 1", since=since))


@contextmanager
def _three_days_later() -> Iterator[None]:
    """The time of this process is the moved one: who answers sits at the product's clock."""
    ahead = now.follow(lambda: DAYS)
    yield
    ahead.stop()


def _got(product: Product) -> list[dict[str, Any]]:
    """Everything that reached a phone."""
    return product.arrived()


def _readiness(product: Product) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{product.url}/readyz", timeout=5).json()
    return found
