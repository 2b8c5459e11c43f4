"""The group of a departure: every booking on it with its people and its money.

`read` shows it; `hold_still` locks it, so that what is decided about all of it stays true
until the transaction ends.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import consents
from crm.bookings import find
from crm.models import Booking, BookingParticipant, Client, Conversation, TourDeparture
from crm.models.booking import LIVE, SEATED
from crm.payments import standing
from crm.payments.standing import Standing


@dataclass(frozen=True)
class Party:
    """One booking of a departure."""

    booking: Booking
    client: Client
    conversation: UUID | None
    """The public id of the one in which it is talked about."""
    people: Sequence[BookingParticipant]
    """Those who are known by name; who answers for the booking first."""
    money: Standing
    is_opted_out: bool

    @property
    def is_seated(self) -> bool:
        """It has seats; a quote has none."""
        return self.booking.status in SEATED

    @property
    def is_known(self) -> bool:
        """The client knows of it: a quote that was never sent is nothing to them."""
        return self.booking.status != "quote" or self.booking.offered_at is not None

    @property
    def due(self) -> Decimal:
        """What is still to be paid; nothing of what is cancelled."""
        return self.money.due if self.booking.status != "cancelled" else Decimal(0)

    @property
    def reached(self) -> str:
        """Whether a message finds them: `whatsapp`, or why not: `opted_out`, `no_number`."""
        if self.is_opted_out:
            return "opted_out"
        has_way = self.conversation is not None or self.client.phone is not None
        return "whatsapp" if has_way else "no_number"


def read(
    session: Session, departure: TourDeparture, statuses: Sequence[str] = (*LIVE, "completed")
) -> list[Party]:
    """Its bookings in these statuses, quotes last; as many queries for ten as for one."""
    found = session.execute(
        select(Booking, Client, Conversation.public_id)
        .join(Client, Client.id == Booking.client_id)
        .outerjoin(Conversation, Conversation.id == Booking.conversation_id)
        .where(Booking.tour_departure_id == departure.id, Booking.status.in_(statuses))
        .order_by(Booking.status == "quote", Booking.id)
    ).all()
    bookings = [booking for booking, _client, _conversation in found]
    people = _people(session, bookings)
    money = standing.of_all(session, bookings)
    silent = consents.opted_out_of(session, [booking.client_id for booking in bookings])
    return [
        Party(
            booking,
            client,
            conversation,
            people[booking.id],
            money[booking.id],
            is_opted_out=client.id in silent,
        )
        for booking, client, conversation in found
    ]


def shown(session: Session, departure: TourDeparture) -> list[Party]:
    """Everybody on it; of one that is cancelled, whose bookings went with it."""
    if departure.status == "cancelled":
        return read(session, departure, ("cancelled",))
    return read(session, departure)


def hold_still(session: Session, departure: TourDeparture, *others: TourDeparture) -> list[Booking]:
    """Lock every booking that lives on it, then it and the others: nobody comes, goes or pays.

    Bookings before departures, and departures by their ids, is the order in which every rule
    locks; a booking may be moving here meanwhile, hence the second look.
    """
    session.execute(find.LOCK_TIMEOUT)
    _lock_bookings(session, departure)
    for row in sorted({departure, *others}, key=lambda one: one.id):
        session.refresh(row, with_for_update=True)
    return _lock_bookings(session, departure)


def _lock_bookings(session: Session, departure: TourDeparture) -> list[Booking]:
    """As they are now."""
    return list(
        session.scalars(
            select(Booking)
            .where(Booking.tour_departure_id == departure.id, Booking.status.in_(LIVE))
            .order_by(Booking.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _people(session: Session, bookings: Sequence[Booking]) -> dict[int, list[BookingParticipant]]:
    found: dict[int, list[BookingParticipant]] = defaultdict(list)
    rows = session.scalars(
        select(BookingParticipant)
        .where(BookingParticipant.booking_id.in_([booking.id for booking in bookings]))
        .order_by(BookingParticipant.is_primary.desc(), BookingParticipant.id)
    )
    for row in rows:
        found[row.booking_id].append(row)
    return found
