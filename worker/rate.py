"""The rate of a sender: how many messages a second it may begin."""

import time


class Rate:
    """A bucket that fills at `per_second` and holds a quarter second's worth, at least one."""

    def __init__(self, per_second: float) -> None:
        """Starts full."""
        self._per_second = per_second
        self._holds = max(1.0, per_second / 4)
        self._tokens = self._holds
        self._filled_at = time.monotonic()

    def available(self) -> int:
        """How many may begin now."""
        instant = time.monotonic()
        grown = (instant - self._filled_at) * self._per_second
        self._tokens = min(self._holds, self._tokens + grown)
        self._filled_at = instant
        return int(self._tokens)

    def pause(self) -> float:
        """Seconds until the next may begin; 0 if one may now."""
        return 0.0 if self.available() else (1 - self._tokens) / self._per_second

    def spend(self, count: int) -> None:
        """So many have begun."""
        self._tokens -= count
