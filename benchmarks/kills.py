"""The kills: the process that sends is killed (-9) again and again under load.

    python -m benchmarks.kills --database-url postgresql://postgres@127.0.0.1:5432/postgres

kills the clock, which does the work where there is no Redis; with `--rq` the worker.
"""

import argparse
import itertools
import random
import threading
import time
from collections.abc import Sequence

from benchmarks import reckoning, stand
from benchmarks.reckoning import Finding
from tests.product import Product
from tests.redis_server import RedisServer

GOES_ON_WITHIN = 20.0
LATENCY_MS = 200
NEVER = 0.1
"""The share of messages of which no callback ever comes: only the list can tell."""


class Load:
    """New clients write, so many a second, until it is stopped."""

    def __init__(self, product: Product, pace: float) -> None:
        """Starts at once."""
        self.phones: list[str] = []
        self._product = product
        self._pace = pace
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """The last one has written."""
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        for number in itertools.count(1):
            phone = f"whatsapp:+7702{number:07d}"
            self._product.writes(phone)
            self.phones.append(phone)
            if self._stop.wait(1 / self._pace):
                return


def run(product: Product, process: str, times: int, seed: int, pace: float = 10.0) -> list[Finding]:
    """Kill `process` so many times, at moments that follow from the seed."""
    dice = random.Random(seed)
    product.control("faults", name="latency", ms=LATENCY_MS)
    product.control("faults", name="callback_never", probability=NEVER, seed=seed)
    load = Load(product, pace)
    gaps = []
    for _ in range(times):
        time.sleep(dice.uniform(0.5, 4.0))
        product.kill(process)
        product.start(process)
        gaps.append(_until_next_send(product, time.time()))
    load.stop()
    reckoning.wait(product, 180)
    return [
        Finding("seed", seed, "-", True),
        Finding("kills", times, "-", True),
        *reckoning.answers(product, load.phones),
        *_gaps(gaps),
    ]


def _gaps(gaps: Sequence[float]) -> list[Finding]:
    longest = max(gaps)
    return [
        Finding(
            "restart to next send, median s", round(sorted(gaps)[len(gaps) // 2], 1), "-", True
        ),
        Finding(
            "restart to next send, longest s",
            round(longest, 1),
            f"<= {GOES_ON_WITHIN:.0f}",
            longest <= GOES_ON_WITHIN,
        ),
    ]


def _until_next_send(product: Product, since: float) -> float:
    """Seconds until Twilio takes the next message."""
    messages = product.simulator.network.messages
    while time.time() - since < 3 * GOES_ON_WITHIN:
        if any(not m.inbound and m.created > since for m in list(messages.values())[-50:]):
            break
        time.sleep(0.05)
    return time.time() - since


def main() -> None:
    """Kill thirty times on a server of one's own choice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--database-url", required=True, help="a PostgreSQL server")
    parser.add_argument("--rq", action="store_true", help="with Redis: kill the worker")
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    wanted = parser.parse_args()
    redis = RedisServer() if wanted.rq else None
    try:
        with stand.product(wanted.database_url, redis) as product:
            findings = run(product, "worker" if redis else "clock", wanted.times, wanted.seed)
    finally:
        if redis:
            redis.stop()
    print(reckoning.table(findings))
    raise SystemExit(not reckoning.passed(findings))


if __name__ == "__main__":
    main()
