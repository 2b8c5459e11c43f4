"""Departures that can still be sold, with their free seats at this moment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from crm.errors import NotFound
from crm.models import Organization, Tour, TourDeparture

MOST = 40


def tours(session: Session, organization_id: int, now: datetime) -> list[Tour]:
    """The tours that have a departure to come, by name."""
    to_come = exists().where(
        TourDeparture.tour_id == Tour.id,
        TourDeparture.status == "open",
        TourDeparture.starts_at > now,
    )
    return list(
        session.scalars(
            select(Tour)
            .where(Tour.organization_id == organization_id, Tour.active, to_come)
            .order_by(Tour.name)
        )
    )


def of_tour(session: Session, tour_id: int, now: datetime) -> list[TourDeparture]:
    """Its departures to come, the next first, full ones too: what is full is an answer."""
    return list(
        session.scalars(
            select(TourDeparture)
            .where(
                TourDeparture.tour_id == tour_id,
                TourDeparture.status == "open",
                TourDeparture.starts_at > now,
            )
            .order_by(TourDeparture.starts_at, TourDeparture.id)
            .limit(MOST)
            .execution_options(populate_existing=True)
        )
    )


def find(session: Session, organization: Organization, public_id: UUID) -> TourDeparture:
    """A departure of an address or a form. Raises NotFound."""
    found = session.scalar(
        select(TourDeparture).where(
            TourDeparture.public_id == public_id,
            TourDeparture.organization_id == organization.id,
        )
    )
    if found is None:
        raise NotFound("There is no such departure.")
    return found
