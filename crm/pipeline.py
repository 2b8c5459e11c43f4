"""The leads by stage, as the board shows them: cards page by page, counts, and what they are worth.

The newest lead stands first, so that a card keeps its place while messages come in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, aliased

from crm.lead_steps import STAGES
from crm.models import Booking, Client, Conversation, Lead, Tour, User
from crm.models.booking import LIVE
from crm.models.lead import OPEN

PAGE = 12
ADVERTISEMENT = "ad"
"""As a source: whatever the channel, an advertisement brought them."""

NOBODY = 0


@dataclass(frozen=True)
class Wanted:
    """Which leads; nothing wanted means all."""

    agent_id: int | None = None
    """NOBODY: those that have no agent."""
    source: str | None = None
    tour_id: int | None = None
    since: datetime | None = None
    """Opened at this instant or later."""


@dataclass(frozen=True)
class Card:
    """One lead on the board."""

    lead: Lead
    client: Client
    agent: User | None
    tour: Tour | None
    booking: Booking | None
    """The live one, or the one that won it."""
    conversation: Conversation | None
    """The client's latest."""

    @property
    def seen_at(self) -> datetime:
        """When something was last said, else when it was opened."""
        return self.lead.last_message_at or self.lead.created_at


@dataclass(frozen=True)
class Column:
    """A stage with its first cards."""

    stage: str
    cards: Sequence[Card]
    older: int | None
    """The id to read on from; None: these are all."""
    count: int = 0
    worth: dict[str, Decimal] = field(default_factory=dict)
    """By currency, the price of its leads' live bookings."""


@dataclass(frozen=True)
class Board:
    """Every stage."""

    columns: Sequence[Column]

    @property
    def open_count(self) -> int:
        """Leads that are worked on."""
        return sum(column.count for column in self.columns if column.stage in OPEN)

    @property
    def open_worth(self) -> dict[str, Decimal]:
        """By currency, what they are worth."""
        total: dict[str, Decimal] = {}
        for column in self.columns:
            for currency, amount in column.worth.items() if column.stage in OPEN else ():
                total[currency] = total.get(currency, Decimal(0)) + amount
        return dict(sorted(total.items()))


def board(session: Session, organization_id: int, wanted: Wanted) -> Board:
    """The first page of every stage, in as many statements as there are stages and two."""
    counts = _counts(session, organization_id, wanted)
    worths = _worths(session, organization_id, wanted)
    columns = []
    for stage in STAGES:
        cards, older = page(session, organization_id, stage, wanted)
        columns.append(Column(stage, cards, older, counts.get(stage, 0), worths.get(stage, {})))
    return Board(columns)


def page(
    session: Session, organization_id: int, stage: str, wanted: Wanted, before: int | None = None
) -> tuple[Sequence[Card], int | None]:
    """Up to 12 leads of a stage, older than `before`, and where the next page begins."""
    query = _cards().where(*_chosen(organization_id, wanted), Lead.status == stage)
    if before is not None:
        query = query.where(Lead.id < before)
    found = [Card(*row) for row in session.execute(query.limit(PAGE + 1))]
    return found[:PAGE], found[PAGE - 1].lead.id if len(found) > PAGE else None


def _cards() -> Select[Lead, Client, User, Tour, Booking, Conversation]:
    latest = (
        select(Conversation)
        .where(Conversation.client_id == Lead.client_id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
        .lateral()
    )
    talk = aliased(Conversation, latest)
    booked = (Booking.lead_id == Lead.id) & Booking.status.not_in(("expired", "cancelled"))
    return (
        select(Lead, Client, User, Tour, Booking, talk)
        .join(Client, Client.id == Lead.client_id)
        .outerjoin(User, User.id == Lead.assigned_agent_id)
        .outerjoin(Tour, Tour.id == Lead.tour_interest_id)
        .outerjoin(Booking, booked)
        .outerjoin(talk, true())
        .order_by(Lead.id.desc())
    )


def _counts(session: Session, organization_id: int, wanted: Wanted) -> dict[str, int]:
    rows = session.execute(
        select(Lead.status, func.count())
        .where(*_chosen(organization_id, wanted))
        .group_by(Lead.status)
    )
    return {status: count for status, count in rows}


def _worths(
    session: Session, organization_id: int, wanted: Wanted
) -> dict[str, dict[str, Decimal]]:
    """By stage and currency: amounts of two currencies are never one sum."""
    rows = session.execute(
        select(Lead.status, Booking.currency, func.sum(Booking.total_amount))
        .join(Booking, Booking.lead_id == Lead.id)
        .where(*_chosen(organization_id, wanted), Booking.status.in_(LIVE))
        .group_by(Lead.status, Booking.currency)
        .order_by(Booking.currency)
    )
    worths: dict[str, dict[str, Decimal]] = {}
    for status, currency, amount in rows:
        worths.setdefault(status, {})[currency] = amount
    return worths


def _chosen(organization_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Lead.organization_id == organization_id]
    if wanted.agent_id is not None:
        agent_id = None if wanted.agent_id == NOBODY else wanted.agent_id
        found.append(Lead.assigned_agent_id.is_not_distinct_from(agent_id))
    if wanted.source == ADVERTISEMENT:
        found.append(Lead.source_detail != {})
    elif wanted.source is not None:
        found += [Lead.source == wanted.source, Lead.source_detail == {}]
    if wanted.tour_id is not None:
        found.append(Lead.tour_interest_id == wanted.tour_id)
    if wanted.since is not None:
        found.append(Lead.created_at >= wanted.since)
    return found
