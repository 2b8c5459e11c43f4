"""Who travels, changed by hand: written anew, taken off, another who answers for the booking."""

import pytest
from sqlalchemy.orm import Session

from crm.bookings import people
from crm.bookings.people import Person
from crm.errors import NotFound, StepRefused, ValueRefused
from crm.models import Booking, Client, TourDeparture
from tests.crm.bookings import steps
from tests.factories import NOW


def test_somebody_is_written_anew(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    (row,) = people.add(session, booking, [Person("Кайрат Петров")], NOW)
    people.edit(booking, row, Person("Кайрат Иванов", "husband", 36, " vegetarian "))
    said = (row.last_name, row.relationship, row.age, row.requirements)
    assert said == ("Иванов", "husband", 36, "vegetarian")
    with pytest.raises(ValueRefused, match="an age is"):
        people.edit(booking, row, Person("Кайрат", age=121))


def test_another_answers_for_the_booking_and_the_first_may_leave(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    (row,) = people.add(session, booking, [Person("Кайрат")], NOW)
    people.lead(session, booking, row)
    first = people.listed(session, booking)[1]
    assert (row.is_primary, first.is_primary) == (True, False)
    people.take_off(session, booking, first)
    with pytest.raises(StepRefused, match="answers for the booking"):
        people.take_off(session, booking, row)


def test_a_person_of_another_booking_is_not_found(
    session: Session, client: Client, departure: TourDeparture, other: Booking
) -> None:
    booking = steps.held(session, client, departure)
    (row,) = people.add(session, other, [Person("Oleg")], NOW)
    with pytest.raises(NotFound):
        people.find(session, booking, row.id)
