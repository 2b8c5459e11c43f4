"""Quiet hours: whether a clock somewhere shows them, and the first or last minute outside; pure.

A clock that is put forward or back may cut them short, or show their ends twice: what counts
is what the clock on the wall shows at the instant, and nothing else.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """From `start` on and before `end`, over midnight too, it is quiet; equal ends: never."""

    start: time
    end: time
    zone: str

    def quiet_at(self, at: datetime) -> bool:
        """Whether it is quiet at the instant `at`."""
        return self._is_quiet(self._wall(at).time())

    def allowed_from(self, at: datetime) -> datetime:
        """The first instant (UTC) from `at` on that is not quiet."""
        at = at.astimezone(UTC)
        while self.quiet_at(at):
            wall = self._wall(at)
            end = at + (datetime.combine(wall.date(), self.end) - wall) % DAY
            change = self._change_between(at, end)
            at = end if change is None else change
        return at

    def latest_before(self, deadline: datetime) -> datetime:
        """The last instant (UTC) up to `deadline` that is not quiet, a whole minute before them."""
        at = deadline.astimezone(UTC)
        while self.quiet_at(at):
            wall = self._wall(at)
            last = at - (wall - datetime.combine(wall.date(), self.start)) % DAY - MINUTE
            change = self._change_between(last, at)
            at = last if change is None else change - MINUTE
        return at

    def _is_quiet(self, clock: time) -> bool:
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def _wall(self, at: datetime) -> datetime:
        """What a clock there shows."""
        return at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def _change_between(self, first: datetime, last: datetime) -> datetime | None:
        """The instant of a clock change after `first`, up to `last`; None without one."""
        zone = ZoneInfo(self.zone)
        before = first.astimezone(zone).utcoffset()
        if last.astimezone(zone).utcoffset() == before:
            return None
        seconds = range(int(first.timestamp()) + 1, int(last.timestamp()) + 1)
        place = bisect_left(
            seconds,
            True,
            key=lambda second: datetime.fromtimestamp(second, zone).utcoffset() != before,
        )
        return datetime.fromtimestamp(seconds[place], UTC)
