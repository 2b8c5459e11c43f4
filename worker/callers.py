"""The callers: threads that hand claimed messages to the provider, and bring back how it went."""

import os
import queue
import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress

import structlog

import now
from crm.messages.claim import CALL_WITHIN, Claimed
from crm.messages.conclude import Outcome
from crm.provider import Accepted, Provider, SendError, UnknownOutcome

THREADS = 16

log = structlog.get_logger()


class Callers:
    """Up to THREADS calls at once. All methods but the threads' own are for one thread."""

    def __init__(self, provider: Provider) -> None:
        """Threads start as they are needed, and end with `stop`."""
        self._provider = provider
        self._todo: queue.SimpleQueue[Claimed | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Outcome | Claimed] = queue.SimpleQueue()
        self._threads = 0
        self._open = 0
        self._stopping = threading.Event()
        self.bell, self._ring = os.pipe()
        os.set_blocking(self.bell, False)
        os.set_blocking(self._ring, False)
        # Closed when the last thread that may still ring has ended, never before.
        weakref.finalize(self, _close, self.bell, self._ring)

    @property
    def busy(self) -> bool:
        """Whether anything was handed over and has not come back."""
        return self._open > 0

    def room(self, ahead: int) -> int:
        """How many more may be handed over, `ahead` of those being called included."""
        return THREADS + ahead - self._open

    def call(self, claimed: Sequence[Claimed]) -> None:
        """Hand messages over."""
        for one in claimed:
            self._open += 1
            self._todo.put(one)
        while self._threads < min(THREADS, self._open):
            self._threads += 1
            threading.Thread(target=self._work, name="caller", daemon=True).start()

    def finished(self) -> tuple[list[Outcome], list[Claimed]]:
        """What came back since the last time: outcomes, and what was not called at all."""
        self._silence()
        outcomes: list[Outcome] = []
        untouched: list[Claimed] = []
        while not self._done.empty():
            one = self._done.get()
            self._open -= 1
            if isinstance(one, Outcome):
                outcomes.append(one)
            else:
                untouched.append(one)
        return outcomes, untouched

    def wait(self, seconds: float) -> None:
        """Until something comes back, at most so long."""
        try:
            one = self._done.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            return
        self._done.put(one)

    def stop(self) -> None:
        """Call nothing more; what waits comes back untouched, even where every thread hangs."""
        self._stopping.set()
        with suppress(queue.Empty):
            while (one := self._todo.get_nowait()) is not None:
                self._done.put(one)
        for _ in range(self._threads):
            self._todo.put(None)

    def _work(self) -> None:
        while (one := self._todo.get()) is not None:
            self._done.put(self._call(one))
            try:
                os.write(self._ring, b".")
            except BlockingIOError:
                continue  # it is ringing already

    def _call(self, claimed: Claimed) -> Outcome | Claimed:
        """One call. A claim grown old is given back: the look for an unknown counts on it."""
        age = now.utc() - claimed.claimed_at
        if self._stopping.is_set() or abs(age) > CALL_WITHIN:
            return claimed
        result: Accepted | SendError | UnknownOutcome
        try:
            result = self._provider.send(claimed.message)
        except (SendError, UnknownOutcome) as ended:
            result = ended
        except Exception:  # a fault of ours after the call may have begun: nobody knows
            log.exception("send_failed", communication_id=claimed.id)
            result = UnknownOutcome("our own fault")
        return Outcome(claimed, result, now.utc())

    def _silence(self) -> None:
        try:
            os.read(self.bell, 4096)
        except BlockingIOError:
            return


def _close(*handles: int) -> None:
    for handle in handles:
        os.close(handle)
