"""The simulator's time: the real one and an offset, and the two ways Twilio writes it."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime


class Clock:
    """One source of time for the window check, the messages' dates and the page."""

    def __init__(self, offset: float = 0.0) -> None:
        """Start `offset` seconds ahead of the real time."""
        self.offset = offset

    def now(self) -> float:
        """Seconds since 1970, UTC, the offset included."""
        return time.time() + self.offset


def rfc2822(at: float) -> str:
    """As the Messages API writes a time: `Thu, 24 Aug 2023 05:01:45 +0000`."""
    return format_datetime(datetime.fromtimestamp(int(at), UTC))


def iso(at: float) -> str:
    """As the Content API writes a time: `2015-07-30T19:00:00Z`."""
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def precise(at: float) -> str:
    """For the record: to the millisecond, UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def read(text: str) -> float:
    """A date or an ISO time from a filter, in seconds since 1970. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
