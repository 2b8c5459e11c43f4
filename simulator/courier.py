"""Carries messages: moves each along its plan in time and posts its status callbacks."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from simulator import fetching, reports
from simulator.network import Network
from simulator.records import Message

THREADS = 12


class Courier:
    """A timer and a few threads; everything that happens later happens here."""

    def __init__(self, network: Network) -> None:
        """Take up the plans that a restart interrupted."""
        self.network = network
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._pool = ThreadPoolExecutor(THREADS, "courier")
        self._timer = threading.Thread(target=self._watch, name="courier-timer", daemon=True)
        self._timer.start()
        for message in list(network.messages.values()):
            if message.plan:
                self.start(message)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something after a while, on a thread of the courier."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), act))
            self._changed.notify()

    def skip(self, seconds: float) -> None:
        """The clock was moved: what is due in that time is due now. Moved back: nothing waits
        longer than it was to."""
        if seconds > 0:
            with self._changed:
                self._due = [(at - seconds, order, act) for at, order, act in self._due]
                self._changed.notify()

    def start(self, message: Message, pause: float = 0.0) -> None:
        """Send a message on its way, `pause` seconds later than usual."""
        if message.plan:
            wait = self._wait(message.plan[0][0]) + pause
            self.later(wait, lambda: self.step(message))

    def step(self, message: Message) -> None:
        """Take one step of the plan, report it, and set the next one's time."""
        network = self.network
        trouble = fetching.fetch(network, message) if fetching.is_due(message) else None
        with network.lock:
            if not message.plan or network.stopping.is_set():
                return
            if trouble:
                message.plan = [["failed", trouble]]
            status, code = (*message.plan.pop(0), None)[:2]
            if code:
                message.error_code = code
                message.error_message = reports.words(code)
            message.move(str(status), network.clock.now(), code)
            last = not message.plan
            network.keep(message)
        self._report(message, str(status), code, last)
        self.start(message)

    def stop(self) -> None:
        """Forget what is due; wait for what is being posted."""
        with self._changed:
            self._due.clear()
            self._changed.notify()
        self._timer.join()
        self._pool.shutdown(cancel_futures=True)

    def _report(self, message: Message, status: str, code: str | None, last: bool) -> None:
        if not message.callback or message.style.get("never"):
            return
        if not message.style.get("backwards"):
            self._post(message, [(status, code)])
        elif last:
            past = [(str(step["status"]), step["error_code"]) for step in message.history]
            self._post(message, past[:0:-1] if past[0][0] == "queued" else past[::-1])

    def _post(self, message: Message, steps: list[tuple[str, str | None]]) -> None:
        """Post callbacks in this order, now or as late as the message's style wants."""

        def act() -> None:
            for status, code in steps:
                for _ in range(int(message.style.get("times", 1))):
                    reports.post(self.network, message, status, code)

        late = float(message.style.get("late", 0))
        if late:
            self.later(late, act)
        else:
            act()

    def _wait(self, status: str) -> float:
        options: Any = self.network.options
        return float(getattr(options, f"{status}_after", options.sent_after))

    def _watch(self) -> None:
        """The timer's life: sleep until the earliest is due, hand it to the pool."""
        while not self.network.stopping.is_set():
            with self._changed:
                wait = self._due[0][0] - time.monotonic() if self._due else 60.0
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                _, _, act = heapq.heappop(self._due)
            self._pool.submit(act)
