"""Deliver: one drain a sender at a time empties its queue into the provider.

One database connection does lease, claims and results, a batch a turn; threads do HTTP and
nothing else. It LISTENs itself, and stays a second after the last row. It may be killed at
any line: what was claimed stays `sending` and is settled (crm.messages.settle).
"""

import threading
import time
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from sqlalchemy.orm import Session

import now
from crm import senders
from crm.messages import claim, conclude
from crm.messages.claim import Claimed
from crm.messages.conclude import Outcome
from crm.models import WhatsappSender
from runtime import Runtime
from worker.callers import Callers
from worker.listening import Bell, listening
from worker.rate import Rate

SECONDS = 50.0
"""A drain ends by itself after this; the clock nudges the next."""

STAY = 1.0
TURN = 0.02
"""Seconds between two turns at the least, so that a turn has a batch to write."""

RENEW = 4.0
NOTICE = 0.2
"""Seconds until a drain that waits for its last calls sees that it is stopped."""

STOP_WITHIN = 3.0
"""Seconds that a stopping drain waits for calls in flight."""

AHEAD = 8
"""Claims beyond the calls in flight, so that no caller waits for the next turn."""

log = structlog.get_logger()


def deliver(
    runtime: Runtime, sender_id: int, stop: threading.Event, *, seconds: float = SECONDS
) -> int:
    """Drain one sender; says how many calls were concluded. 0 where another drains it."""
    with listening(runtime.engine) as (connection, bell), Session(connection) as session:
        return Drain(runtime, session, bell, sender_id, stop, seconds).run()


class Drain:
    """One run of the drain of one sender."""

    def __init__(
        self,
        runtime: Runtime,
        session: Session,
        bell: Bell,
        sender_id: int,
        stop: threading.Event,
        seconds: float,
    ) -> None:
        """Nothing happens until `run`. `bell` rings on the session's connection."""
        self._bell = bell
        self._session = session
        self._sender_id = sender_id
        self._stop = stop
        self._ends_at = time.monotonic() + seconds
        self._owner = uuid4().hex
        self._public_url = runtime.settings.public_url
        self._settle_after = timedelta(seconds=runtime.settings.settle_unknown_after_seconds)
        self._callers = Callers(runtime.provider)
        self._outcomes: list[Outcome] = []
        self._untouched: list[Claimed] = []
        self._renew_at = 0.0
        self._leased_until = now.utc()
        self._concluded = 0

    def run(self) -> int:
        """Drain until there is nothing left for a second, time is up, or we are stopped."""
        if not self._take_lease():
            return 0
        try:
            self._turns()
        finally:
            self._leave()
        return self._concluded

    def _turns(self) -> None:
        with self._session.begin():
            sender = self._session.get_one(WhatsappSender, self._sender_id)
            rate = Rate(sender.rate_per_second)
        idle_since = time.monotonic()
        while not self._is_over(idle_since):
            turn_at = time.monotonic()
            if not self._renew_lease():
                log.warning("lease_lost", sender_id=self._sender_id)
                break
            if self._turn(rate) or self._callers.busy:
                idle_since = time.monotonic()
            self._wait(turn_at, rate)

    def _turn(self, rate: Rate) -> bool:
        """Write what came back and claim what is due, in one transaction."""
        self._collect()
        room = min(self._callers.room(AHEAD), rate.available())
        claimed: list[Claimed] = []
        with self._session.begin():
            instant = now.utc()
            self._write(instant)
            if room > 0:
                claimed = claim.claim(
                    self._session, self._sender_id, self._owner, room, self._public_url, instant
                )
        rate.spend(len(claimed))
        self._callers.call(claimed)
        return self._written() or bool(claimed)

    def _is_over(self, idle_since: float) -> bool:
        instant = time.monotonic()
        idle = not self._callers.busy and instant - idle_since > STAY
        return idle or self._stop.is_set() or instant > self._ends_at

    def _leave(self) -> None:
        """Record what flies, give back what was not called, and drop the lease."""
        self._callers.stop()
        deadline = time.monotonic() + claim.CALL_SECONDS
        self._record()
        while self._callers.busy and time.monotonic() < deadline:
            if self._stop.is_set():  # perhaps only now, while the last calls are waited for
                deadline = min(deadline, time.monotonic() + STOP_WITHIN)
            self._callers.wait(min(NOTICE, deadline - time.monotonic()))
            self._record()
        with self._session.begin():
            senders.drop_lease(self._session, self._sender_id, self._owner)

    def _record(self) -> None:
        self._collect()
        with self._session.begin():
            self._write(now.utc())
        self._written()

    def _collect(self) -> None:
        """What came back is kept here until it is written: a transaction may fail."""
        outcomes, untouched = self._callers.finished()
        self._outcomes += outcomes
        self._untouched += untouched

    def _write(self, instant: datetime) -> None:
        """Write down what came back; the caller commits, then says `_written`."""
        conclude.conclude(
            self._session, self._sender_id, self._outcomes, self._settle_after, instant
        )
        claim.give_back(self._session, self._untouched, instant)

    def _written(self) -> bool:
        """It is committed; whether there was any outcome."""
        count = len(self._outcomes)
        self._concluded += count
        self._outcomes, self._untouched = [], []
        return count > 0

    def _take_lease(self) -> bool:
        instant = now.utc()
        with self._session.begin():
            taken = senders.take_lease(self._session, self._sender_id, self._owner, instant)
        self._renew_at = time.monotonic() + RENEW
        self._leased_until = instant + senders.LEASE
        return taken

    def _renew_lease(self) -> bool:
        """Every few seconds; at once where the time itself has leapt over the lease's end."""
        fresh = time.monotonic() < self._renew_at and now.utc() < self._leased_until
        return fresh or self._take_lease()

    def _wait(self, turn_at: float, rate: Rate) -> None:
        """Until a call ends or new work is announced, yet not less than a turn."""
        longest = rate.pause() or (TURN * 5 if self._callers.busy else STAY / 2)
        self._bell.wait(longest, self._callers.bell)
        rest = turn_at + TURN - time.monotonic()
        if rest > 0 and self._callers.busy:
            time.sleep(rest)
