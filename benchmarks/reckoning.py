"""What a long run is judged by: who was answered how often, what is left, how fast it was."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.product import Product

UNFINISHED = "SELECT count(*) FROM communications WHERE whatsapp_status IN ('queued', 'sending')"


@dataclass(frozen=True)
class Finding:
    """One line of the table: what was seen, what it may be, and whether it is."""

    name: str
    seen: object
    wanted: str
    passed: bool


def answers(product: Product, phones: Sequence[str]) -> list[Finding]:
    """Each phone was answered exactly once by the simulator's record, and nothing is left."""
    arrived = Counter(message["phone"] for message in product.arrived())
    unanswered = [phone for phone in phones if arrived[phone] == 0]
    doubled = [phone for phone in phones if arrived[phone] > 1]
    unfinished = product.one(UNFINISHED)
    refused = [entry for entry in _inbound(product) if entry["status"] != 200]
    return [
        Finding("phones", len(phones), "-", True),
        Finding("not answered", len(unanswered), "0", not unanswered),
        Finding("answered twice", len(doubled), "0", not doubled),
        Finding("queued or sending at the end", unfinished, "0", unfinished == 0),
        Finding("webhooks not answered 200", len(refused), "0", not refused),
    ]


def wait(product: Product, seconds: float) -> None:
    """Until nothing is queued or under way; what is then still so is a finding."""
    deadline = time.monotonic() + seconds
    while product.one(UNFINISHED) and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(3)  # what was taken twice would arrive by now


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def webhook_ms(product: Product, since: int = 0) -> list[float]:
    """How long each inbound webhook took, in milliseconds, after a number of the wire's log."""
    return [entry["duration_ms"] for entry in _inbound(product, since)]


def _inbound(product: Product, since: int = 0) -> list[dict[str, Any]]:
    wire: dict[str, list[dict[str, Any]]] = product.simulator.network.wire.shown(since)
    return [entry for entry in wire["webhooks"] if entry["kind"] == "inbound"]


def table(findings: Sequence[Finding]) -> str:
    """The findings as lines for a terminal, the verdict last."""
    lines = [f"{'':34}{'seen':>12}  {'wanted':12}"]
    for finding in findings:
        mark = "" if finding.passed else "  <-- FAIL"
        lines.append(f"{finding.name:34}{finding.seen!s:>12}  {finding.wanted:12}{mark}")
    lines.append("PASS" if passed(findings) else "FAIL")
    return "\n".join(lines)


def passed(findings: Sequence[Finding]) -> bool:
    """Whether every finding is as wanted."""
    return all(finding.passed for finding in findings)
