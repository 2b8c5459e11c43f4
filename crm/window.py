"""The 24-hour session window of a conversation, with the margin we keep; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LENGTH = timedelta(hours=23, minutes=55)
"""WhatsApp's 24 hours less a margin: what is sent in the last minutes may arrive after them."""

SOON = timedelta(hours=2)
LAST = timedelta(minutes=15)


@dataclass(frozen=True)
class Window:
    """Whether free text may be sent at the instant it was asked for, and until when."""

    closes_at: datetime | None
    """The first instant outside it, UTC; None where the client has not written yet."""
    left: timedelta
    """How long it stays open; negative once closed."""

    @property
    def is_open(self) -> bool:
        """Free text may be sent."""
        return self.closes_at is not None and self.left > timedelta(0)

    @property
    def state(self) -> str:
        """open, soon (under 2 h), last (under 15 min), closed, or never."""
        if self.closes_at is None:
            return "never"
        if not self.is_open:
            return "closed"
        if self.left < LAST:
            return "last"
        return "soon" if self.left < SOON else "open"


def of(last_inbound_at: datetime | None, now: datetime) -> Window:
    """The window of a conversation whose last inbound message came at `last_inbound_at`."""
    if last_inbound_at is None:
        return Window(None, timedelta(0))
    closes_at = last_inbound_at + LENGTH
    return Window(closes_at, closes_at - now)
