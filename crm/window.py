"""The 24-hour session window: free text may be sent only inside it, and only they open it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LENGTH = timedelta(hours=23, minutes=55)
"""Five minutes less than WhatsApp's day, so that what we allow still arrives in time."""


@dataclass(frozen=True)
class Window:
    """Where a conversation's window stands at one instant."""

    is_open: bool
    closes_at: datetime | None
    """When it closes or closed, UTC; None: they have never written."""
    left: timedelta
    """What is left of it; negative since it closed, zero where it never opened."""


def of(last_inbound_at: datetime | None, now: datetime) -> Window:
    """The window of a conversation whose last inbound message came at `last_inbound_at`."""
    if last_inbound_at is None:
        return Window(is_open=False, closes_at=None, left=timedelta(0))
    closes_at = last_inbound_at + LENGTH
    return Window(is_open=now < closes_at, closes_at=closes_at, left=closes_at - now)
