"""How long clients waited for a person, in working time, and how often the window was missed.

A wait begins with the first message that a client writes after a person's last answer, and ends
with the next answer of a person; what goes by itself is no answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import hours, window
from crm.models import Organization
from crm.statistics.month import Month

SOON = timedelta(minutes=15)
BEFORE = timedelta(days=7)
"""So far back is looked for who spoke before a month's first message."""

AFTER = timedelta(days=7)
"""So long after its end an answer is waited for."""

_WAITS = text(
    """
    WITH said AS (
        SELECT conversation_id, id, created_at, author, user_id,
            lag(author) OVER (PARTITION BY conversation_id ORDER BY id) AS before
        FROM communications
        WHERE organization_id = :organization AND created_at >= :since AND created_at < :until
          AND communication_type = 'whatsapp'
          AND (author = 'client'
            OR author = 'agent' AND whatsapp_status NOT IN ('failed', 'suppressed'))
    ), turns AS (
        SELECT conversation_id, author, created_at,
            lead(created_at) OVER spoken AS answered_at, lead(user_id) OVER spoken AS user_id
        FROM said WHERE before IS DISTINCT FROM author
        WINDOW spoken AS (PARTITION BY conversation_id ORDER BY id)
    )
    SELECT created_at, answered_at, user_id FROM turns
    WHERE author = 'client' AND created_at >= :begins AND created_at < :ends
    ORDER BY created_at
    """
)


@dataclass(frozen=True)
class Wait:
    """One wait of a client."""

    since: datetime
    lasted: timedelta | None
    """Working time until the answer; None: there was none."""
    missed: bool
    """The 24 hours ended before a person answered."""


@dataclass(frozen=True)
class Answers:
    """The waits of a month in figures; None where nobody was answered."""

    waits: int
    half_within: timedelta | None
    soon: float | None
    """The share of all waits that ended within 15 minutes."""
    missed: int


@dataclass(frozen=True)
class Hour:
    """The waits that began in one hour of the day."""

    hour: int
    answered: int
    half_within: timedelta
    most_within: timedelta
    """Nine in ten."""


def waits(
    session: Session,
    organization: Organization,
    month: Month,
    now: datetime,
    user_id: int | None = None,
) -> list[Wait]:
    """The waits that began in the month, or those that this user ended."""
    found = session.execute(
        _WAITS,
        {
            "organization": organization.id,
            "since": month.begins - BEFORE,
            "begins": month.begins,
            "ends": month.ends,
            "until": month.ends + AFTER,
        },
    )
    return [
        _wait(organization, since, answered_at, now)
        for since, answered_at, answered_by in found
        if user_id is None or answered_by == user_id
    ]


def summed(found: Sequence[Wait]) -> Answers:
    """The figures of these waits."""
    lasted = [wait.lasted for wait in found if wait.lasted is not None]
    soon = sum(one <= SOON for one in lasted) / len(found) if found else None
    missed = sum(wait.missed for wait in found)
    return Answers(len(found), _half(lasted) if lasted else None, soon, missed)


def by_hour(found: Sequence[Wait], zone: str) -> list[Hour]:
    """By the local hour in which a wait began; hours without an answer are left out."""
    grouped: dict[int, list[timedelta]] = {}
    for wait in found:
        if wait.lasted is not None:
            hour = wait.since.astimezone(ZoneInfo(zone)).hour
            grouped.setdefault(hour, []).append(wait.lasted)
    return [
        Hour(hour, len(lasted), _half(lasted), _nine_in_ten(lasted))
        for hour, lasted in sorted(grouped.items())
    ]


def _half(lasted: list[timedelta]) -> timedelta:
    return timedelta(seconds=median(one.total_seconds() for one in lasted))


def _nine_in_ten(lasted: list[timedelta]) -> timedelta:
    return sorted(lasted)[-(-len(lasted) * 9 // 10) - 1]


def _wait(
    organization: Organization, since: datetime, answered_at: datetime | None, now: datetime
) -> Wait:
    closes = since + window.LENGTH
    missed = closes <= (answered_at or now)
    if answered_at is None:
        return Wait(since, None, missed)
    zone = organization.timezone
    return Wait(since, hours.worked(organization.working_hours, zone, since, answered_at), missed)
