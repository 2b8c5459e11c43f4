"""kill -9 while a statement is applied and while reminders go out: every rule holds after it."""

import random
import time
from pathlib import Path

import pytest

from tests.flows import desk, killing
from tests.flows.conftest import MakeProduct
from tests.product import until

LINES = 6
PARTIES = 4
FEW, MANY = 3, 30


def test_a_statement_applied_through_kills_is_applied_once(
    make_product: MakeProduct, tmp_path: Path
) -> None:
    statement_through_kills(make_product, tmp_path, FEW)


@pytest.mark.long
def test_a_statement_applied_through_thirty_kills_is_applied_once(
    make_product: MakeProduct, tmp_path: Path
) -> None:
    statement_through_kills(make_product, tmp_path, MANY)


def test_reminders_through_kills_go_once(make_product: MakeProduct) -> None:
    reminders_through_kills(make_product, FEW)


@pytest.mark.long
def test_reminders_through_thirty_kills_go_once(make_product: MakeProduct) -> None:
    reminders_through_kills(make_product, MANY)


def statement_through_kills(make_product: MakeProduct, folder: Path, times: int) -> None:
    """Each time a new statement; killed at some moment, looked at, applied again to its end."""
    seed = int(time.time())
    print(f"seed {seed}")  # noqa: T201  (shown where it fails)
    dice = random.Random(seed)
    product = make_product()
    there = killing.departure(product, 2 * LINES * times)
    alive = 0
    for number in range(times):
        file = folder / f"bank{number}.csv"
        killing.statement(product, there, file, LINES)
        alive += killing.import_killed(product, file, dice, LINES)
        assert killing.everything_holds(product) == []
        product.flask("payments", "import", str(file), "--apply")
        assert killing.payments(product) == LINES * (number + 1)
        assert killing.everything_holds(product) == []
    assert alive > times / 3, "the kills came too late to say anything"
    assert {row[0] for row in product.sql("SELECT status FROM bookings")} == {"confirmed"}


def reminders_through_kills(make_product: MakeProduct, times: int) -> None:
    """The clock is killed while it reminds, again and again; each client is reminded once."""
    seed = int(time.time())
    print(f"seed {seed}")  # noqa: T201  (shown where it fails)
    dice = random.Random(seed)
    product = make_product("web", SETTLE_UNKNOWN_AFTER_SECONDS="1")
    desk.approve_templates(product)
    product.control("faults", name="latency", ms=100)
    there = killing.departure(product, 2 * PARTIES * times)
    phones: list[str] = []
    for _ in range(times):
        phones += killing.reminded(product, there, PARTIES)
        product.start("clock")
        before = len(product.arrived())
        deadline = time.monotonic() + dice.uniform(0.3, 4.0)
        wanted = before + dice.randrange(PARTIES + 1)
        while time.monotonic() < deadline and len(product.arrived()) < wanted:
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.2))
        product.kill("clock")
        assert killing.everything_holds(product) == []
    product.start("clock")
    until(lambda: killing.is_quiet(product), 120)
    assert killing.everything_holds(product) == []
    reached = sorted(message["phone"] for message in product.arrived())
    assert reached == sorted(phones)
    sent = "SELECT DISTINCT r.status FROM payment_reminders r WHERE communication_id IS NOT NULL"
    assert [row[0] for row in product.sql(sent)] == ["sent"]
