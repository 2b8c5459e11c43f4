"""What the tests of races share: bookings that wait for money, and doers with their own threads."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from crm import retry
from crm.bookings import find, hold
from crm.errors import CrmError
from crm.models import Booking, Organization, TourDeparture
from tests.booking_factories import make_departure, make_guide, make_tour
from tests.crm.bookings import steps
from tests.factories import NOW, make_client, make_organization, make_sender
from tests.invariants import broken

Sessions = sessionmaker[Session]
Work = Callable[[Session], object]
LATE = NOW + timedelta(hours=26)


def make(sessions: Sessions, capacity: int, *people: int) -> tuple[int, list[int]]:
    """A departure with a guide, and a booking of each size that waits for its deposit."""
    with sessions.begin() as session:
        organization = make_organization(session)
        make_sender(session, organization)
        departure = make_departure(
            session,
            make_tour(session, organization, capacity=capacity),
            guide_id=make_guide(session, organization).id,
        )
        booked = [
            steps.asked(session, make_client(session, organization), departure, size).id
            for size in people
        ]
        return departure.id, booked


def make_rival(sessions: Sessions, departure_id: int) -> int:
    """A quote for two on the same departure."""
    with sessions.begin() as session:
        departure = session.get_one(TourDeparture, departure_id)
        organization = session.get_one(Organization, departure.organization_id)
        return steps.quoted(session, make_client(session, organization), departure).id


def tries(sessions: Sessions, work: Work) -> Callable[[], bool]:
    """Who does it as the commands do: again where two met; refused by a sentence or not."""

    def one() -> bool:
        try:
            retry.transaction(sessions, work)
        except CrmError:
            return False
        return True

    return one


def state(sessions: Sessions, booking_id: int) -> tuple[str, str | None]:
    """Status and what a person must look at."""
    with sessions() as session:
        booking = session.get_one(Booking, booking_id)
        return booking.status, booking.needs_attention


def holds(sessions: Sessions) -> list[str]:
    """What is broken of all rules."""
    with sessions() as session:
        return broken(session)


def pays(booking_id: int, ref: str | None) -> Work:
    """The deposit comes, as a bank tells it."""

    def work(session: Session) -> None:
        booking = session.get_one(Booking, booking_id)
        steps.pay(session, booking, steps.DEPOSIT, ref=ref, now=LATE)

    return work


def places(booking_id: int) -> Work:
    """Hold it."""
    return lambda session: hold.place(session, find.locked(session, booking_id), steps.AGENT, LATE)
