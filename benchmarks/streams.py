"""The webhook's p95 with 200 open pages over its p95 with none, in turns: the streams of the live
process must not slow down what clients write. Run by `python -m benchmarks live`."""

import asyncio
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from benchmarks import ingest
from benchmarks.bench import ROOT, Figure, together_megabytes
from tests.product import Product, until

PAGES = 200
ROUNDS = 7
REQUESTS = 300
EVERY = 0.02
"""Seconds between two webhooks: 50 a second is a busy operator, and no queue before the door."""


def run(url: str, folder: Path) -> list[Figure]:
    """Measure in turns; the median of the rounds' ratios counts."""
    product = Product(url, folder)
    try:
        product.start("web", "live")
        ingest.seed(url)
        cookie = _signed_in(product)
        _round(product, folder)  # the first requests of a process are slow
        ratios, alone, beside = [], [], []
        for _ in range(ROUNDS):
            alone.append(_round(product, folder))
            with _open(product, cookie):
                beside.append(_round(product, folder))
                memory = together_megabytes(product.pid("live"))
            until(lambda: _pages(product) == 0)
            ratios.append(beside[-1] / alone[-1])
    finally:
        product.stop()
    return [
        Figure(
            f"webhook's p95 with {PAGES} open pages over none",
            statistics.median(ratios),
            1.2,
            at_most=True,
        ),
        Figure("  the same, lowest round", min(ratios)),
        Figure("  the same, highest round", max(ratios)),
        Figure("  p95 with none, ms", statistics.median(alone)),
        Figure("  p95 with them, ms", statistics.median(beside)),
        Figure("  the live process with them, MB", memory),
    ]


def _round(product: Product, folder: Path) -> float:
    """The p95 of some webhooks, one after the other at an even pace, in milliseconds."""
    file = folder / "requests.json"
    file.write_text(json.dumps([ingest.signed(product.url) for _ in range(REQUESTS)]))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.pace", str(file), str(product.port), str(EVERY)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    took: list[float] = json.loads(done.stdout)
    return statistics.quantiles(took, n=20)[-1] * 1000


@contextmanager
def _open(product: Product, cookie: str) -> Iterator[None]:
    """All the pages, held by one process, from here on."""
    holder = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.streams", str(product.live_port), cookie], cwd=ROOT
    )
    try:
        until(lambda: _pages(product) == PAGES, 60)
        yield
    finally:
        holder.terminate()
        holder.wait()


def _pages(product: Product) -> int:
    answer = requests.get(f"{product.live_url}/healthz", timeout=10).json()
    return int(answer["pages"])


def _signed_in(product: Product) -> str:
    """The cookie of somebody of the team."""
    address = f"{product.url}/inbox/sign-in"
    with requests.Session() as browser:
        page = browser.get(address, timeout=10).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        email, password = (product.environment[f"ADMIN_{of}"] for of in ("EMAIL", "PASSWORD"))
        fields = {"csrf_token": token, "email": email, "password": password}
        browser.post(address, data=fields, timeout=10).raise_for_status()
        return str(browser.cookies["dreamland"])


async def hold(port: int, cookie: str) -> None:
    """Open all the streams and read whatever they tell, until the process is ended."""
    ask = f"GET /inbox/live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: dreamland={cookie}\r\n\r\n"

    async def page() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ask.encode())
        while await reader.read(65536):
            pass
        raise SystemExit("A stream ended by itself.")

    await asyncio.gather(*(page() for _ in range(PAGES)))


if __name__ == "__main__":
    asyncio.run(hold(int(sys.argv[1]), sys.argv[2]))
