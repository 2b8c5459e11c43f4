"""Where leads came from and what became of them, and the messages of a month."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from crm.leads import MERGED
from crm.models import Communication, Lead, Organization
from crm.models.lead import OPEN
from crm.statistics.month import Month

AD = "advertisement"
"""The source of a lead whose first message came from one."""


@dataclass(frozen=True)
class Source:
    """The leads of one source that were opened in a month, by what they are now."""

    name: str
    won: int
    open: int
    lost: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.won + self.open + self.lost


@dataclass(frozen=True)
class Messages:
    """How much was written in a month."""

    received: int
    by_people: int
    by_themselves: int


def sources(session: Session, organization: Organization, month: Month) -> list[Source]:
    """By source, the most first."""
    name = case((Lead.source_detail != {}, AD), else_=Lead.source)
    found = session.execute(
        select(
            name,
            func.count().filter(Lead.status == "won"),
            func.count().filter(Lead.status.in_(OPEN)),
            func.count().filter(Lead.status == "lost"),
        )
        .where(*_of(organization, month))
        .group_by(name)
    )
    return sorted((Source(*row) for row in found), key=lambda one: (-one.total, one.name))


def stages(session: Session, organization: Organization, month: Month) -> dict[str, int]:
    """How many leads of the month stand in each stage now."""
    found = session.execute(
        select(Lead.status, func.count()).where(*_of(organization, month)).group_by(Lead.status)
    )
    counted = {status: count for status, count in found}
    return {stage: counted.get(stage, 0) for stage in (*OPEN, "won", "lost")}


def _of(organization: Organization, month: Month) -> tuple[ColumnElement[bool], ...]:
    """The leads that were opened then; one closed because two clients were one person is none."""
    return (
        Lead.organization_id == organization.id,
        Lead.created_at >= month.begins,
        Lead.created_at < month.ends,
        Lead.lost_reason.is_distinct_from(MERGED),
    )


def conversion(found: list[Source]) -> float | None:
    """The share of leads that became bookings; None where there was no lead."""
    total = sum(source.total for source in found)
    return sum(source.won for source in found) / total if total else None


def messages(session: Session, organization: Organization, month: Month) -> Messages:
    """What clients wrote, what people answered, what went by itself."""
    found = session.execute(
        select(Communication.author, func.count())
        .where(
            Communication.organization_id == organization.id,
            Communication.created_at >= month.begins,
            Communication.created_at < month.ends,
            Communication.whatsapp_status.not_in(("failed", "suppressed", "queued")),
        )
        .group_by(Communication.author)
    )
    counted = {author: count for author, count in found}
    return Messages(counted.get("client", 0), counted.get("agent", 0), counted.get("system", 0))
