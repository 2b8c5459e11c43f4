"""The time, taken here at the edges (views, jobs, commands) and passed in; no rule asks for it."""

from datetime import UTC, datetime


def utc() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
