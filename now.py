"""The time. Taken here at the edges (views, jobs, commands) and passed inwards; no rule asks for it."""

from datetime import UTC, datetime


def utc() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
