"""What went over the wire: requests that came in, webhooks that went out; the newest 20,000."""

import itertools
import threading
from collections import deque
from typing import Any

KEPT = 20_000


class Wire:
    """Two logs under one running number, so that their order is known."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self.requests: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.webhooks: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def request(self, **facts: Any) -> dict[str, Any]:
        """Log a request that the product made."""
        return self._log(self.requests, facts)

    def webhook(self, **facts: Any) -> dict[str, Any]:
        """Log a webhook or callback that was posted to the product."""
        return self._log(self.webhooks, facts)

    def shown(self, since: int = 0, phone: str | None = None) -> dict[str, list[dict[str, Any]]]:
        """Both logs after a number, all or one phone's."""
        with self._lock:
            return {
                "requests": [e for e in self.requests if _wanted(e, since, phone)],
                "webhooks": [e for e in self.webhooks if _wanted(e, since, phone)],
            }

    def newest(self, count: int) -> list[dict[str, Any]]:
        """The last entries of both logs, the newest first."""
        with self._lock:
            tails = [list(log)[-count:] for log in (self.requests, self.webhooks)]
        return sorted((e for t in tails for e in t), key=lambda e: -int(e["number"]))[:count]

    def clear(self) -> None:
        """Forget both logs; the numbers go on."""
        with self._lock:
            self.requests.clear()
            self.webhooks.clear()

    def _log(self, log: deque[dict[str, Any]], facts: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            entry = {"number": next(self._numbers), **facts}
            log.append(entry)
        return entry


def _wanted(entry: dict[str, Any], since: int, phone: str | None) -> bool:
    return entry["number"] > since and (phone is None or entry.get("phone") == phone)
