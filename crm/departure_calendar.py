"""The calendar of departures: a month of them, the next one after it, what to filter by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm.models import Client, Organization, Tour, TourDeparture

FEW = 2
"""Seats left, at which a departure is almost full."""


@dataclass(frozen=True)
class Wanted:
    """Which departures; nothing wanted means all."""

    tour_id: int | None = None
    guide_id: int | None = None
    has_seats: bool = False
    """Seats are free, and sold."""


@dataclass(frozen=True)
class Entry:
    """A departure as the calendar shows it."""

    departure: TourDeparture
    tour: Tour
    guide: Client | None


def fill(departure: TourDeparture) -> str:
    """How full it is: `full`, `low` where few seats are left, else nothing to say."""
    left = departure.available_seats
    return "full" if left <= 0 else "low" if left <= FEW else ""


def between(
    session: Session, organization: Organization, since: date, until: date, wanted: Wanted
) -> list[Entry]:
    """Those that begin between two local days, both included, in their order."""
    found = session.execute(
        select(TourDeparture, Tour, Client)
        .join(Tour, Tour.id == TourDeparture.tour_id)
        .outerjoin(Client, Client.id == TourDeparture.guide_id)
        .where(*_are(organization, wanted), TourDeparture.departure_date.between(since, until))
        .order_by(TourDeparture.departure_date, TourDeparture.starts_at, TourDeparture.id)
    )
    return [Entry(departure, tour, guide) for departure, tour, guide in found]


def next_day(
    session: Session, organization: Organization, after: date, wanted: Wanted
) -> date | None:
    """The first day after this one on which one begins."""
    return session.scalar(
        select(TourDeparture.departure_date)
        .where(*_are(organization, wanted), TourDeparture.departure_date > after)
        .order_by(TourDeparture.departure_date)
        .limit(1)
    )


def guides(session: Session, organization: Organization) -> Sequence[Client]:
    """Everybody who may lead a group, by name."""
    return session.scalars(
        select(Client)
        .where(Client.organization_id == organization.id, Client.kind == "internal")
        .order_by(Client.name, Client.id)
    ).all()


def siblings(session: Session, departure: TourDeparture) -> Sequence[TourDeparture]:
    """The tour's other departures that are on sale, by their days: where its group could go."""
    return session.scalars(
        select(TourDeparture)
        .where(
            TourDeparture.tour_id == departure.tour_id,
            TourDeparture.id != departure.id,
            TourDeparture.status == "open",
            TourDeparture.currency == departure.currency,
        )
        .order_by(TourDeparture.starts_at, TourDeparture.id)
    ).all()


def _are(organization: Organization, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What all departures of a calendar have in common."""
    conditions = [TourDeparture.organization_id == organization.id]
    if wanted.tour_id is not None:
        conditions.append(TourDeparture.tour_id == wanted.tour_id)
    if wanted.guide_id is not None:
        conditions.append(TourDeparture.guide_id == wanted.guide_id)
    if wanted.has_seats:
        conditions += [TourDeparture.available_seats > 0, TourDeparture.status == "open"]
    return conditions
