"""Notes of the team about a booking."""

import pytest
from sqlalchemy.orm import Session

from crm.bookings import notes
from crm.errors import TextEmpty, TextTooLong
from crm.models import Client, Organization, TourDeparture
from tests.crm.bookings import steps
from tests.factories import NOW, make_user


def test_notes_are_read_with_who_wrote_them_the_latest_first(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    user = make_user(session, organization)
    for said in (" Vegetarian ", "Wants the window seat"):
        notes.add(session, booking, user, said, NOW)
    read = [(note.body, who.name) for note, who in notes.of(session, booking)]
    assert read == [("Wants the window seat", "Daniyar"), ("Vegetarian", "Daniyar")]


def test_a_note_says_something_and_not_too_much(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    user = make_user(session, organization)
    with pytest.raises(TextEmpty):
        notes.add(session, booking, user, " \n", NOW)
    with pytest.raises(TextTooLong):
        notes.add(session, booking, user, "x" * (notes.LONGEST + 1), NOW)
