"""A guide's own departures and the group of each: who comes and what to know, without money."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm.bookings import group
from crm.documents.voucher_facts import ON_VOUCHER
from crm.errors import NotFound
from crm.models import (
    Booking,
    BookingItem,
    BookingParticipant,
    Client,
    Organization,
    Tour,
    TourDeparture,
)

STAYS = timedelta(days=3)
"""A departure stays on the list so long after its last day."""


@dataclass(frozen=True)
class Own:
    """One of the guide's departures."""

    departure: TourDeparture
    tour: Tour


@dataclass(frozen=True)
class Guest:
    """One booking, as its guide sees it."""

    booking: Booking
    lead: Client
    people: Sequence[BookingParticipant]
    transfers: Sequence[BookingItem]
    """Where they are picked up, and where they are brought."""

    @property
    def unnamed(self) -> int:
        """Places whose names are not known yet."""
        named = max(len(self.people), 1)
        return max(0, self.booking.num_participants - named)


def coming(
    session: Session, organization: Organization, guide_id: int | None, now: datetime
) -> list[Own]:
    """The guide's departures from the ones just ended on, the next first; cancelled ones too."""
    found = session.execute(
        select(TourDeparture, Tour)
        .join(Tour, Tour.id == TourDeparture.tour_id)
        .where(
            *_led_by(organization, guide_id),
            TourDeparture.end_date >= (now - STAYS).date(),
        )
        .order_by(TourDeparture.starts_at, TourDeparture.id)
    )
    return [Own(departure, tour) for departure, tour in found]


def find(
    session: Session, organization: Organization, guide_id: int | None, public_id: UUID
) -> Own:
    """One of the guide's own. Raises NotFound for another's."""
    found = session.execute(
        select(TourDeparture, Tour)
        .join(Tour, Tour.id == TourDeparture.tour_id)
        .where(TourDeparture.public_id == public_id, *_led_by(organization, guide_id))
    ).first()
    if found is None:
        raise NotFound("There is no such departure.")
    return Own(found[0], found[1])


def guests(session: Session, departure: TourDeparture) -> list[Guest]:
    """Everyone whose booking is confirmed."""
    parties = group.read(session, departure, ON_VOUCHER)
    transfers = _transfers(session, [party.booking.id for party in parties])
    return [
        Guest(party.booking, party.client, party.people, transfers.get(party.booking.id, ()))
        for party in parties
    ]


def _led_by(organization: Organization, guide_id: int | None) -> list[ColumnElement[bool]]:
    """A departure that nobody leads is not nobody's own."""
    return [
        TourDeparture.organization_id == organization.id,
        TourDeparture.guide_id == guide_id,
        TourDeparture.guide_id.is_not(None),
    ]


def _transfers(session: Session, booking_ids: Sequence[int]) -> Mapping[int, Sequence[BookingItem]]:
    found: dict[int, list[BookingItem]] = defaultdict(list)
    rows = session.scalars(
        select(BookingItem)
        .where(
            BookingItem.booking_id.in_(booking_ids),
            BookingItem.kind == "transfer",
            BookingItem.status != "cancelled",
        )
        .order_by(BookingItem.starts_local.nulls_last(), BookingItem.id)
    )
    for row in rows:
        found[row.booking_id].append(row)
    return found
