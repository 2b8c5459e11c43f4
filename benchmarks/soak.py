"""The soak: first messages through every misbehaviour of the simulator, Redis gone for a minute.

    python -m benchmarks.soak --database-url postgresql://postgres@127.0.0.1:5432/postgres

Ends with a table and PASS or FAIL, exit code 0 or 1.
"""

import argparse
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from benchmarks import reckoning, stand
from benchmarks.reckoning import Finding
from tests.flows import desk
from tests.product import Product, until
from tests.redis_server import RedisServer

MISBEHAVIOURS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("latency", {"ms": 2000}),
    ("too_many", {"retry_after": 2}),
    ("server_error", {"taken": False}),
    ("server_error", {"taken": True}),
    ("hang", {"seconds": 20, "taken": False}),
    ("hang", {"seconds": 20, "taken": True}),
    ("drop", {"taken": False}),
    ("drop", {"taken": True}),
    ("refuse", {"code": 63018}),
    ("fail", {"code": "63016"}),
    ("callback_late", {"seconds": 10}),
    ("callback_twice", {}),
    ("callback_out_of_order", {}),
    ("callback_never", {}),
    ("callback_before_answer", {}),
    ("no_read", {}),
    ("inbound_twice", {}),
    ("media_missing", {}),
)
SILENT_AND_LOST: tuple[tuple[str, dict[str, Any]], ...] = (
    ("drop", {"taken": True}),
    ("callback_never", {}),
)
"""Together: only the provider's list can say what became of the message."""


@dataclass(frozen=True)
class Plan:
    """How much of everything; the default is what the product promises to stand."""

    normal: int = 200
    messages: int = 500
    each: int = 12
    """Phones that meet each misbehaviour."""
    lists: int = 12
    """Times that Twilio's list answers with an error, and as often with too many requests."""
    pace: float = 10.0
    """Messages a second while Redis is there."""
    redis_away: float = 60.0
    settled_within: float = 300.0


def run(product: Product, redis: RedisServer, plan: Plan) -> list[Finding]:
    """Run a plan against a product that is up. What is normal is measured before and after,
    so that a machine that becomes slower meanwhile is not taken for a slower product."""
    desk.approve_templates(product)
    phones = [f"whatsapp:+7701{number:07d}" for number in range(plan.normal + plan.messages)]
    before, after = phones[: plan.normal // 2], phones[plan.normal // 2 : plan.normal]
    normal = _calm(product, before, plan)
    phases = _tried(product, redis, phones[plan.normal :], plan)
    reckoning.wait(product, plan.settled_within)
    struck = _misbehaved(product, plan.each)
    product.simulator.network.faults.remove()
    normal += _calm(product, after, plan)
    reckoning.wait(product, plan.settled_within)  # what Twilio has taken has still to arrive
    whole = [milliseconds for phase in phases.values() for milliseconds in phase]
    return [
        *reckoning.answers(product, phones),
        *struck,
        *_speed(normal, whole),
        *(Finding(f"p95 {name}, ms", _p95(phase), "-", True) for name, phase in phases.items()),
    ]


def _calm(product: Product, phones: Sequence[str], plan: Plan) -> list[float]:
    """Nothing misbehaves; the milliseconds of each webhook."""
    since = _number(product)
    with ThreadPoolExecutor(16) as threads:
        for posted in _post(product, threads, phones, plan.pace):
            posted.result()
    until(lambda: product.one(reckoning.UNFINISHED) == 0, 60)
    return reckoning.webhook_ms(product, since)


def _tried(
    product: Product, redis: RedisServer, phones: Sequence[str], plan: Plan
) -> dict[str, list[float]]:
    """Everything misbehaves, and in the middle Redis is away; the milliseconds, phase by phase."""
    _spoil(product, phones, plan)
    fifth = len(phones) // 5
    away_pace = fifth / plan.redis_away
    phases = {}
    with ThreadPoolExecutor(16) as threads:
        for name, act, part, pace in (
            ("with Redis", None, phones[: 2 * fifth], plan.pace),
            ("without Redis", redis.stop, phones[2 * fifth : 3 * fifth], away_pace),
            ("with Redis again", redis.start, phones[3 * fifth :], plan.pace),
        ):
            since = _number(product)
            if act:
                act()
            for posted in _post(product, threads, part, pace):
                posted.result()
            phases[name] = reckoning.webhook_ms(product, since)
    return phases


def _speed(normal: Sequence[float], whole: Sequence[float]) -> list[Finding]:
    ratio = round(_p95(whole) / _p95(normal), 2)
    return [
        Finding("webhook p95 normal, ms", _p95(normal), "-", True),
        Finding("webhook p95 whole, ms", _p95(whole), "-", True),
        Finding("ratio", ratio, "<= 1.5", ratio <= 1.5),
    ]


def _p95(values: Sequence[float]) -> float:
    return reckoning.percentile(values, 0.95)


def _spoil(product: Product, phones: Sequence[str], plan: Plan) -> None:
    """Give every misbehaviour its phones, spread evenly over the run."""
    kinds: list[Sequence[tuple[str, dict[str, Any]]]] = [[one] for one in MISBEHAVIOURS]
    kinds.append(SILENT_AND_LOST)
    spoiled = itertools.cycle(kinds)
    step = len(phones) / (len(kinds) * plan.each)
    for index in range(len(kinds) * plan.each):
        for name, settings in next(spoiled):
            phone = phones[int(index * step)]
            wanted = {"next": 1, **({} if name == "media_missing" else {"phone": phone})}
            product.control("faults", name=name, **settings, **wanted)
    for name in ("server_error", "too_many") if plan.lists else ():
        product.control("faults", name=name, on="list", next=plan.lists)


def _post(
    product: Product, threads: ThreadPoolExecutor, phones: Sequence[str], pace: float
) -> list[Future[Any]]:
    """Everyone writes for the first time, so many a second; every seventh sends a picture."""
    posted = []
    for number, _ in zip(range(len(phones)), _ticks(pace), strict=False):
        wanted = {"kind": "image"} if number % 7 == 0 else {}
        posted.append(threads.submit(product.writes, phones[number], **wanted))
    return posted


def _ticks(pace: float) -> Iterator[None]:
    began = time.monotonic()
    for number in itertools.count():
        time.sleep(max(0.0, began + number / pace - time.monotonic()))
        yield


def _misbehaved(product: Product, each: int) -> list[Finding]:
    """How often each misbehaviour struck."""
    struck: Counter[str] = Counter()
    for fault in product.simulator.network.faults.shown():
        taken = f", {'' if fault['taken'] else 'not '}taken" if "taken" in fault else ""
        struck[f"{fault['name']}{taken}" + (" (list)" if fault["on"] == "list" else "")] += fault[
            "hits"
        ]
    least = min(each, 10)
    return [
        Finding(name, hits, f">= {least}", hits >= least) for name, hits in sorted(struck.items())
    ]


def _number(product: Product) -> int:
    newest = product.simulator.network.wire.newest(1)
    return int(newest[0]["number"]) if newest else 0


def main() -> None:
    """Run the whole soak on a server of one's own choice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--database-url", required=True, help="a PostgreSQL server")
    redis = RedisServer()
    try:
        with stand.product(parser.parse_args().database_url, redis) as product:
            findings = run(product, redis, Plan())
    finally:
        redis.stop()
    print(reckoning.table(findings))
    raise SystemExit(not reckoning.passed(findings))


if __name__ == "__main__":
    main()
